using System.Reflection;
using System.Text.RegularExpressions;
using StableModels.Generator.Model.Layers;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests;

/// <summary>The guides of the layer attributes say what there is.</summary>
[TestFixture]
public sealed partial class LayerGuideTests
{
    private static readonly string Guides = Path.Combine(RepositoryFolder.Tests, "../../docs/guides");

    private static IEnumerable<Type> Attributes => typeof(ModuleAttribute).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(ModuleAttribute)) && !type.IsAbstract);

    private static Dictionary<string, (string Parameters, string Further)> Rows { get; } = File.ReadLines(Path.Combine(Guides, "layer-attributes.md"))
        .Select(static line => Row().Match(line))
        .Where(static match => match.Success)
        .ToDictionary(static match => match.Groups["name"].Value, static match => (match.Groups["parameters"].Value, match.Groups["further"].Value), StringComparer.Ordinal);

    [Test]
    public void Every_attribute_has_a_row_and_no_row_is_of_another() =>
        Assert.That(Rows.Keys, Is.EquivalentTo(Attributes.Select(Name)));

    [Test]
    public void Every_attribute_is_known_to_the_generator() =>
        Assert.That(Attributes.Select(static type => type.Name), Has.All.Matches<string>(static name => Vocabulary.Find(name) is not null));

    [TestCaseSource(nameof(Attributes))]
    public void The_row_names_the_arguments(Type attribute)
    {
        var constructors = attribute.GetConstructors().Select(static c => string.Join(", ", c.GetParameters().Select(static p => p.Name))).Distinct();
        var settable = attribute.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static p => p.CanWrite).Select(static p => p.Name);
        Assert.Multiple(() =>
        {
            Assert.That(constructors, Is.EqualTo(new[] { Rows[Name(attribute)].Parameters }));
            Assert.That(Further(Name(attribute)), Is.EquivalentTo(settable));
        });
    }

    [Test]
    public void The_example_of_an_own_forward_compiles()
    {
        var text = File.ReadAllText(Path.Combine(Guides, "own-forward.md"));
        var example = text.Split("```csharp")[1].Split("```")[0].Replace("public partial class", "internal partial class", StringComparison.Ordinal);
        Generation.Of(example).AssertClean();
    }

    /// <summary>What the row names, and what the row does that it says to be as.</summary>
    private static IEnumerable<string> Further(string attribute)
    {
        var cell = Rows[attribute].Further;
        return As().Match(cell) is { Success: true } match && match.Groups["name"].Value is var other
            ? Code().Matches(cell).Select(static m => m.Groups["name"].Value).Where(name => name != other).Concat(Further(other))
            : Code().Matches(cell).Select(static m => m.Groups["name"].Value);
    }

    private static string Name(Type attribute) => attribute.Name[..^"Attribute".Length];

    [GeneratedRegex(@"^\| `\[(?<name>\w+)(\((?<parameters>[^)]*)\))?\]` \| (?<further>[^|]*)\|", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>\\w+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex("^as `(?<name>\\w+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex As();
}
