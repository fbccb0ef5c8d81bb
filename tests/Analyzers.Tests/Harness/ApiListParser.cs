using System.Text.RegularExpressions;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>One type of the API list with the members that belong to it, as C# text.</summary>
internal sealed class ApiType(string kind, string name, string constraints, string[] bases)
{
    public string Kind { get; } = kind;

    /// <summary>Name with type parameters, without the container.</summary>
    public string Name { get; } = name;

    public string Constraints { get; } = constraints;

    public string[] Bases { get; } = bases;

    public List<ApiType> Nested { get; } = [];

    public List<ApiMember> Members { get; } = [];
}

/// <summary>A member: modifiers, the text before its name, its name, and all that follows.</summary>
internal sealed record ApiMember(string Modifiers, string ReturnType, string Name, string Rest)
{
    public bool Has(string modifier) => Modifiers.Split(' ').Contains(modifier, StringComparer.Ordinal);
}

/// <summary>Reads the committed list of TorchSharp's public members, one a line, into types.</summary>
internal static partial class ApiListParser
{
    private static readonly HashSet<string> Modifiers = new(StringComparer.Ordinal)
    {
        "public", "protected", "internal", "static", "virtual", "abstract", "override", "sealed", "readonly", "const",
    };

    private static readonly string[] Kinds = ["class ", "struct ", "interface ", "enum ", "delegate "];

    /// <summary>Top-level types by namespace.</summary>
    public static Dictionary<string, List<ApiType>> Parse(IEnumerable<string> lines)
    {
        var types = new Dictionary<string, ApiType>(StringComparer.Ordinal);
        var members = new List<string>();
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            var kind = Array.Find(Kinds, k => line.StartsWith(k, StringComparison.Ordinal));
            if (kind is null)
            {
                members.Add(line);
            }
            else if (kind == "delegate ")
            {
                AddDelegate(types, line);
            }
            else
            {
                AddType(types, kind.Trim(), line[kind.Length..]);
            }
        }

        foreach (var line in members)
        {
            AddMember(types, line);
        }

        var topLevel = new Dictionary<string, List<ApiType>>(StringComparer.Ordinal);
        foreach (var (fullName, type) in types)
        {
            var container = Container(fullName);
            if (types.TryGetValue(container, out var outer))
            {
                outer.Nested.Add(type);
            }
            else
            {
                if (!topLevel.TryGetValue(container, out var list))
                {
                    topLevel.Add(container, list = []);
                }

                list.Add(type);
            }
        }

        return topLevel;
    }

    private static void AddType(Dictionary<string, ApiType> types, string kind, string text)
    {
        var head = text;
        var bases = Array.Empty<string>();
        var colon = FirstBase().Match(text);
        if (colon.Success)
        {
            head = text[..colon.Index];
            bases = [.. BaseSeparator().Split(text[(colon.Index + 3)..]).Select(b => BaseKind().Replace(WithoutConstraints(b), ""))
                .Where(b => b is not ("System.ValueType" or "System.Enum"))];
        }

        var where = head.IndexOf(" where ", StringComparison.Ordinal);
        var constraints = where < 0 ? "" : head[where..];
        var fullName = where < 0 ? head : head[..where];
        types.Add(fullName, new ApiType(kind, fullName[(Container(fullName).Length + 1)..], constraints, bases));
    }

    // delegate nint TorchSharp.AllocatePinnedArray(nint length) : class System.MulticastDelegate
    private static void AddDelegate(Dictionary<string, ApiType> types, string line)
    {
        var text = line["delegate ".Length..line.LastIndexOf(" : ", StringComparison.Ordinal)];
        var space = TopLevel(text, ' ', 0);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var fullName = text[(space + 1)..open];
        types.Add(fullName, new ApiType("delegate", fullName[(Container(fullName).Length + 1)..], text[open..], [text[..space]]));
    }

    private static void AddMember(Dictionary<string, ApiType> types, string line)
    {
        var position = 0;
        var modifiers = new List<string>();
        while (true)
        {
            var space = line.IndexOf(' ', position);
            if (space < 0 || !Modifiers.Contains(line[position..space]))
            {
                break;
            }

            modifiers.Add(line[position..space]);
            position = space + 1;
        }

        var text = line[position..];
        var conversion = Conversion().Match(text);
        if (conversion.Success)
        {
            types[conversion.Groups["container"].Value].Members.Add(new ApiMember(
                string.Join(' ', modifiers), conversion.Groups["kind"].Value + " operator", conversion.Groups["type"].Value, conversion.Groups["rest"].Value));
            return;
        }

        // A first word with a parenthesis or an equals sign behind it is a constructor or an enum member: no return type.
        var returnType = "";
        var end = TopLevel(text, ' ', 0);
        var isConstructor = end < 0 || (text[0] != '(' && TopLevel(text[..end], '(', 0) >= 0);
        var isEnumMember = modifiers.Count == 0 && end > 0 && text[end..].StartsWith(" = ", StringComparison.Ordinal);
        if (!isConstructor && !isEnumMember)
        {
            returnType = text[..end];
            text = text[(end + 1)..];
        }

        var nameEnd = NameEnd(text);
        var qualified = text[..nameEnd];
        var container = Container(qualified);
        if (!types.TryGetValue(container, out var type))
        {
            throw new FormatException("No type '" + container + "' for: " + line);
        }

        type.Members.Add(new ApiMember(
            string.Join(' ', modifiers), returnType, qualified[(container.Length + 1)..], text[nameEnd..]));
    }

    private static int NameEnd(string text)
    {
        if (text.Contains(".operator ", StringComparison.Ordinal))
        {
            return text.IndexOf('(', text.IndexOf(".operator ", StringComparison.Ordinal));
        }

        // Whichever comes first outside brackets: parameters, accessors, a value, an indexer.
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '<': depth++; break;
                case '>': depth--; break;
                case '(' or '[' or ' ' when depth == 0: return i;
            }
        }

        return text.Length;
    }

    /// <summary>All before the last dot that stands outside type arguments.</summary>
    private static string Container(string qualified)
    {
        var last = -1;
        for (var at = TopLevel(qualified, '.', 0); at >= 0; at = TopLevel(qualified, '.', at + 1))
        {
            last = at;
        }

        return last < 0 ? "" : qualified[..last];
    }

    private static int TopLevel(string text, char wanted, int from)
    {
        var depth = 0;
        for (var i = from; i < text.Length; i++)
        {
            var c = text[i];
            if (c == wanted && depth == 0)
            {
                return i;
            }

            depth += c is '<' or '(' or '[' ? 1 : c is '>' or ')' or ']' ? -1 : 0;
        }

        return -1;
    }

    private static string WithoutConstraints(string text)
    {
        var where = text.IndexOf(" where ", StringComparison.Ordinal);
        return where < 0 ? text : text[..where];
    }

    [GeneratedRegex(" : (?=(?:class|interface) [A-Z])", RegexOptions.None, 1000)]
    private static partial Regex FirstBase();

    [GeneratedRegex(", (?=class [A-Z]|interface [A-Z])", RegexOptions.None, 1000)]
    private static partial Regex BaseSeparator();

    [GeneratedRegex("^(?:class|interface) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BaseKind();

    [GeneratedRegex(@"^(?<container>.*)\.(?<kind>implicit|explicit) operator (?<type>[^(]*)(?<rest>\(.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conversion();
}
