using System.Text;
using System.Text.RegularExpressions;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>Writes the parsed API list as C#: partial types, every body <c>throw null!</c>.</summary>
internal static partial class TorchSharpSource
{
    public static string Write(IEnumerable<string> lines)
    {
        var text = new StringBuilder("#nullable enable\n");
        foreach (var (space, types) in ApiListParser.Parse(lines))
        {
            text.Append("namespace ").Append(space).Append("\n{\n");
            foreach (var type in types)
            {
                Write(text, type);
            }

            text.Append("}\n");
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, ApiType type)
    {
        switch (type.Kind)
        {
            case "delegate":
                text.Append("public delegate ").Append(type.Bases[0]).Append(' ').Append(type.Name).Append(type.Constraints).Append(";\n");
                return;
            case "enum":
                text.Append("public enum ").Append(type.Name).Append("\n{\n");
                foreach (var member in type.Members)
                {
                    text.Append('@').Append(member.Name.TrimStart('@')).Append(member.Rest).Append(",\n");
                }

                text.Append("}\n");
                return;
        }

        var isStatic = IsStatic(type);
        text.Append("public ").Append(isStatic ? "static " : IsAbstract(type) ? "abstract " : "")
            .Append("partial ").Append(type.Kind).Append(' ').Append(type.Name);
        if (type.Bases.Length > 0)
        {
            text.Append(" : ").AppendJoin(", ", type.Bases);
        }

        text.Append(type.Constraints).Append("\n{\n");
        var simpleName = SimpleName(type.Name);
        var hasParameterless = false;
        foreach (var member in type.Members)
        {
            hasParameterless |= member.ReturnType.Length == 0 && member.Rest == "()";
            Write(text, type, member);
        }

        if (type.Kind == "class" && !isStatic && !hasParameterless)
        {
            // Not public in TorchSharp; only so that the stub's derived types have something to call.
            text.Append("internal ").Append(simpleName).Append("() => throw null!;\n");
        }

        foreach (var nested in type.Nested)
        {
            Write(text, nested);
        }

        text.Append("}\n");
    }

    private static void Write(StringBuilder text, ApiType type, ApiMember member)
    {
        if (member.Name.StartsWith('~'))
        {
            return; // finalisers are called by nobody
        }

        var rest = FloatDefault().Replace(member.Rest, "${default}f");
        var modifiers = member.Modifiers;
        if (member.Has("override") && rest.Contains(" where ", StringComparison.Ordinal))
        {
            rest = rest[..rest.IndexOf(" where ", StringComparison.Ordinal)];
        }

        var bodiless = type.Kind == "interface" || member.Has("abstract");
        text.Append(modifiers).Append(modifiers.Length > 0 ? " " : "").Append(member.ReturnType).Append(member.ReturnType.Length > 0 ? " " : "").Append(member.Name);
        var accessors = rest.IndexOf(" { ", StringComparison.Ordinal);
        if (rest.StartsWith('(') || (accessors < 0 && member.Name.StartsWith("operator", StringComparison.Ordinal)))
        {
            text.Append(rest).Append(bodiless ? ";\n" : " => throw null!;\n");
        }
        else if (accessors >= 0)
        {
            text.Append(rest[..accessors]).Append(' ').Append(bodiless ? rest[accessors..] : Accessors(rest[accessors..])).Append('\n');
        }
        else
        {
            text.Append(member.Has("const") ? rest : "").Append(";\n");
        }
    }

    private static string Accessors(string accessors) =>
        accessors.Replace("get;", "get => throw null!;", StringComparison.Ordinal)
            .Replace("set;", "set => throw null!;", StringComparison.Ordinal)
            .Replace("init;", "init => throw null!;", StringComparison.Ordinal);

    // The list writes a float's default without its suffix.
    [GeneratedRegex(@"(?<default>float @?\w+ = -?[0-9.]+(E-?[0-9]+)?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FloatDefault();

    // The list does not say it: a type with nothing but static members, and no base, is a static class.
    private static bool IsStatic(ApiType type) =>
        type.Kind == "class" && type.Bases.Length == 0 && type.Members.Count + type.Nested.Count > 0
        && type.Members.All(m => (m.Has("static") || m.Has("const")) && !m.Name.StartsWith("operator", StringComparison.Ordinal) && !m.ReturnType.EndsWith("operator", StringComparison.Ordinal));

    private static bool IsAbstract(ApiType type) => type.Kind == "class" && type.Members.Exists(m => m.Has("abstract"));

    private static string SimpleName(string name) => name.Contains('<', StringComparison.Ordinal) ? name[..name.IndexOf('<', StringComparison.Ordinal)] : name;
}
