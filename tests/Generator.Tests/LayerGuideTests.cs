using System.Text.RegularExpressions;
using StableModels.Generator.Model.Layers;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests;

/// <summary>The guides of what a model is declared with say what there is: every attribute, every argument with type and default, every value of an enum. Their examples compile.</summary>
[TestFixture]
public sealed partial class LayerGuideTests
{
    private static readonly Guide Layers = new("layer-attributes.md");

    private static readonly Guide[] Pages = [Layers, new("residual-blocks.md"), new("initialisation.md")];

    /// <summary>Everything but training: layers, the classes that hold them, and what stands beside a layer.</summary>
    private static IEnumerable<Type> Attributes => typeof(ModuleAttribute).Assembly.GetExportedTypes()
        .Where(static type => type.IsSubclassOf(typeof(Attribute)) && !type.IsAbstract && !type.IsSubclassOf(typeof(TrainingAttribute)) && type != typeof(ExpandsAttribute));

    private static IEnumerable<Type> LayerAttributes => Attributes.Where(static type => type.IsSubclassOf(typeof(ModuleAttribute)));

    private static IEnumerable<Type> Enums => AttributeArgument.Enums(Attributes);

    /// <summary>The first cells of the layers' rows: name and constructor.</summary>
    private static Dictionary<string, string> Constructors { get; } = Layers.Tables.SelectMany(static table => table.Rows)
        .Select(static row => Declaration().Match(row[0]))
        .Where(static match => match.Success)
        .ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["parameters"].Value, StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlyList<string[]>> Tables { get; } = Pages.SelectMany(static page => page.Arguments).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<string> Examples => [.. new Guide("residual-blocks.md").Blocks, new Guide("own-forward.md").Blocks.First()];

    [Test]
    public void Every_layer_has_a_row_and_no_row_is_of_another() =>
        Assert.That(Constructors.Keys.Except(["StableModel", "Sequence", "ResidualBlock"], StringComparer.Ordinal), Is.EquivalentTo(LayerAttributes.Select(Guide.Written)));

    [Test]
    public void Every_layer_is_known_to_the_generator() =>
        Assert.That(LayerAttributes.Select(static type => type.Name), Has.All.Matches<string>(static name => Vocabulary.Find(name) is not null));

    [TestCaseSource(nameof(LayerAttributes))]
    public void The_row_names_the_constructor(Type attribute) =>
        Assert.That(attribute.GetConstructors().Select(static c => string.Join(", ", c.GetParameters().Select(static p => p.Name))).Distinct(), Is.EqualTo(new[] { Constructors[Guide.Written(attribute)] }));

    [TestCaseSource(nameof(Attributes))]
    public void Every_argument_has_its_type_and_its_default(Type attribute)
    {
        var arguments = AttributeArgument.Of(attribute).ToList();
        Assert.That(Rows(Guide.Written(attribute)), Is.EqualTo(arguments.Select(static argument => argument.Row)));
        if (arguments.Count == 0)
            Assert.That(Pages.Select(static page => page.Text), Has.Some.Matches($@"`\[{Guide.Written(attribute)}\]`( and `\[\w+\]`)? ha(s|ve) no arguments"));
    }

    [Test]
    public void No_table_is_of_another() =>
        Assert.That(Tables.Keys.Except(["Every layer"], StringComparer.Ordinal), Is.SubsetOf(Attributes.Select(Guide.Written)));

    [Test]
    public void What_every_layer_takes_is_said() =>
        Assert.That(Rows("Every layer"), Is.EqualTo(AttributeArgument.OfProperties(typeof(ModuleAttribute), new FlattenAttribute()).Select(static argument => argument.Row)));

    [TestCaseSource(nameof(Enums))]
    public void Every_value_has_a_row(Type type) => Assert.That(Pages.SelectMany(page => page.Values(type)), Is.EqualTo(Enum.GetNames(type)));

    [TestCaseSource(nameof(Examples))]
    public void The_example_compiles(string example) => Generation.Of(example).AssertCompiles();

    private static IEnumerable<string> Rows(string name) => Tables.GetValueOrDefault(name, []).Select(static row => string.Join(" | ", row[..3]));

    [GeneratedRegex(@"^`\[(?<name>\w+)(\((?<parameters>[^)]*)\))?\]`$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declaration();
}
