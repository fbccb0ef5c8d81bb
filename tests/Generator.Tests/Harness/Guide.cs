using System.Globalization;

namespace StableModels.Generator.Tests.Harness;

/// <summary>A page of the guides: its examples, its tables, and how it writes a value.</summary>
/// <param name="name">The file.</param>
internal sealed class Guide(string name)
{
    public string Text { get; } = File.ReadAllText(Path.Combine(RepositoryFolder.Tests, "../../docs/guides", name));

    public IEnumerable<string> Lines => Text.Split('\n');

    /// <summary>The examples in C#.</summary>
    public IEnumerable<string> Blocks => Text.Split("```csharp").Skip(1).Select(static block => block.Split("```")[0]);

    /// <summary>The rows of the tables of arguments, by each of the names in their headings.</summary>
    public Dictionary<string, IReadOnlyList<string[]>> Arguments => Tables
        .Where(static table => table.Rows[0] is ["Argument", ..])
        .SelectMany(static table => table.Heading.Split(", ").Select(name => KeyValuePair.Create(name, Rows(table.Rows))))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>The tables under their nearest headings, as rows of cells; the first row is the header.</summary>
    public IEnumerable<(string Heading, IReadOnlyList<string[]> Rows)> Tables
    {
        get
        {
            var heading = "";
            List<string[]> rows = [];
            foreach (var line in Lines.Append(""))
            {
                if (line.StartsWith('|'))
                {
                    rows.Add([.. line.Split('|')[1..^1].Select(static cell => cell.Trim())]);
                    continue;
                }

                if (rows.Count > 0)
                    yield return (heading, [rows[0], .. rows.Skip(2)]);

                rows = [];
                heading = line.StartsWith('#') ? line.TrimStart('#').Trim() : heading;
            }
        }
    }

    /// <summary>The values of an enum that a table lists, under its name.</summary>
    public IEnumerable<string> Values(Type type) => Tables
        .Where(table => table.Rows[0][0] == $"`{type.Name}`")
        .SelectMany(static table => Rows(table.Rows))
        .Select(static row => row[0].Trim('`'));

    /// <summary>An attribute as the guides write it.</summary>
    public static string Written(Type attribute) => attribute.Name[..^"Attribute".Length];

    /// <summary>A value as the guides write it.</summary>
    public static string Written(object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "true" : "false",
        double.PositiveInfinity => "∞",
        double and > 0 and < 1e-4 => ((double)value).ToString("0.##e-0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static IReadOnlyList<string[]> Rows(IReadOnlyList<string[]> table) => [.. table.Skip(1)];
}
