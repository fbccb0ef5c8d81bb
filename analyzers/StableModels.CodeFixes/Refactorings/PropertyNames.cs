using StableModels.Generator.Model.Expansion;

namespace StableModels.CodeFixes.Refactorings;

/// <summary>A field's name as a property's, and the key that the property then has in the state dictionary.</summary>
internal static class PropertyNames
{
    /// <summary><c>_fc1</c> -> <c>Fc1</c>, <c>attn_norm</c> -> <c>AttnNorm</c>.</summary>
    public static string Of(string field)
    {
        var words = field.Split(['_'], StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(static w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
        return name.Length > 0 && char.IsLetter(name[0]) ? name : "Layer" + name;
    }

    /// <summary>The name, or with a number behind it while another member has it.</summary>
    public static string Free(string name, ISet<string> taken)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = name + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return free;
    }

    public static string KeyOf(string property) => Naming.SnakeCase(property);
}
