using System.Text;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Field names and state-dictionary keys.</summary>
internal static class Naming
{
    /// <summary><c>AttentionNorm</c> -> <c>attention_norm</c>, <c>QKNorm</c> -> <c>qk_norm</c>, <c>Conv1</c> -> <c>conv1</c>.</summary>
    public static string SnakeCase(string name)
    {
        var key = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c) && i > 0 && name[i - 1] != '_')
            {
                var afterLower = !char.IsUpper(name[i - 1]);
                var beforeLower = i + 1 < name.Length && char.IsLower(name[i + 1]);
                if (afterLower || beforeLower)
                {
                    key.Append('_');
                }
            }

            key.Append(char.ToLowerInvariant(c));
        }

        return key.ToString();
    }

    /// <summary><c>Tokens</c> -> <c>_tokens</c>, with more underscores while the name is taken.</summary>
    public static string Field(string property, ISet<string> taken)
    {
        var name = "_" + char.ToLowerInvariant(property[0]) + property.Substring(1);
        while (!taken.Add(name))
        {
            name += "_";
        }

        return name;
    }
}
