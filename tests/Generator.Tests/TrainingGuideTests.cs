using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using StableModels.Generator.Tests.Harness;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace StableModels.Generator.Tests;

/// <summary>The guide of the training attributes says what there is, with the defaults and the intervals that hold, and its examples compile.</summary>
[TestFixture]
public sealed partial class TrainingGuideTests
{
    private static readonly string Guides = Path.Combine(RepositoryFolder.Tests, "../../docs/guides");

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Guides, "training-attributes.md"));

    private static IEnumerable<Type> Attributes => typeof(TrainingAttribute).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(TrainingAttribute)) && !type.IsAbstract);

    private static Dictionary<string, string> Arguments { get; } = Lines
        .Select(static line => ArgumentRow().Match(line))
        .Where(static match => match.Success)
        .ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["arguments"].Value, StringComparer.Ordinal);

    private static IReadOnlyList<string> Examples { get; } = [.. Lines.Select(static line => ExampleRow().Match(line)).Where(static match => match.Success).Select(static match => match.Groups["example"].Value)];

    private static IEnumerable<string> Blocks => from guide in (string[])["training-attributes.md", "monitoring.md"] from block in File.ReadAllText(Path.Combine(Guides, guide)).Split("```csharp").Skip(1) select block.Split("```")[0];

    [Test]
    public void Every_attribute_has_its_arguments_and_no_row_is_of_another() =>
        Assert.That(Arguments.Keys, Is.EquivalentTo(Attributes.Select(Name)));

    [TestCaseSource(nameof(Attributes))]
    public void The_row_has_the_arguments_their_defaults_and_their_intervals(Type attribute) =>
        Assert.That(Arguments[Name(attribute)], Is.EqualTo(string.Join("; ", Cells(attribute))));

    [Test]
    public void Every_attribute_has_an_example() =>
        Assert.That(Attributes.Select(Name).Where(static name => !Examples.Any(example => Names(example, name))), Is.Empty);

    [TestCaseSource(nameof(Examples))]
    public void The_example_compiles_to_a_plan_that_is_accepted(string example)
    {
        var hasOptimizer = Attributes.Where(static type => type.IsSubclassOf(typeof(OptimizerAttribute))).Any(type => Names(example, Name(type)));
        var generation = Generation.Of($$"""
            [StableModel{{(hasOptimizer ? "" : ", AdamW")}}]
            {{example}}
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
            """);

        AssertCompiles(generation);
        Assert.That(() => generation.Load().GetType("Net")!.GetProperty("Plan")!.GetValue(null), Is.InstanceOf<TrainingPlan>());
    }

    [TestCaseSource(nameof(Blocks))]
    public void The_block_compiles(string block) => AssertCompiles(Generation.Of(block, "global using System.IO;"));

    [Test]
    public void The_sequence_of_the_guide_is_trained_in_stretches()
    {
        using var scope = NewDisposeScope();
        var assembly = Generation.Of(Blocks.Single(static block => block.Contains("StepThrough", StringComparison.Ordinal))).Load();
        var model = Activator.CreateInstance(assembly.GetType("Reader")!, 4, 32)!;
        using var trainer = (Trainer)model.GetType().GetMethod("CreateTrainer")!.Invoke(model, [CPU, 100L, null])!;
        assembly.GetType("Sequences")!.GetMethod("Train")!.Invoke(null, [model, trainer, randn(2, 150, 4), randn(2, 150, 1)]);

        Assert.That((trainer.StepCount, trainer.UpdateCount), Is.EqualTo((3L, 3L)));
    }

    [Test]
    public void The_plan_by_hand_of_the_guide_makes_its_first_step()
    {
        using var scope = NewDisposeScope();
        var assembly = Generation.Of(Blocks.Single(static block => block.Contains("class ByHand", StringComparison.Ordinal))).Load();
        var result = (StepResult)assembly.GetType("ByHand")!.GetMethod("FirstStep")!.Invoke(null, [nn.Linear(4, 3), randn(8, 4), zeros(8, dtype: ScalarType.Int64)])!;

        Assert.That((result.Updates, result.LearningRate), Is.EqualTo((1L, 3e-4 / 200)));
    }

    // A guide leaves the comments of public members out.
    private static void AssertCompiles(Generation generation) =>
        Assert.That(generation.Diagnostics.Where(static diagnostic => diagnostic.Id != "CS1591").Select(static diagnostic => diagnostic.ToString()), Is.Empty);

    private static IEnumerable<string> Cells(Type attribute)
    {
        var constructor = attribute.GetConstructors().Single();
        foreach (var parameter in constructor.GetParameters())
        {
            var property = attribute.GetProperties().Single(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            yield return Cell(parameter.Name!, parameter.HasDefaultValue ? Text(parameter.DefaultValue) : null, property);
        }

        var usual = constructor.Invoke([.. constructor.GetParameters().Select(static parameter => parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, 0) : Convert.ChangeType(1, parameter.ParameterType, CultureInfo.InvariantCulture))]);
        foreach (var property in attribute.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(static property => property.CanWrite))
        {
            yield return Cell(property.Name, Text(property.GetValue(usual)), property);
        }
    }

    private static string Cell(string name, string? start, PropertyInfo property) =>
        $"`{name}{(start is null ? "" : $" = {start}")}`" +
        (property.GetCustomAttribute<RangeAttribute>() is { } range ? $" in {Interval(range)}" : "") +
        (property.PropertyType.IsEnum ? $" of {string.Join(", ", Enum.GetNames(property.PropertyType).Select(static member => $"`{member}`"))}" : "");

    private static string Interval(RangeAttribute range)
    {
        var (least, most) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        var isUnlimited = most >= int.MaxValue;
        var takesMost = isUnlimited ? double.IsInfinity(most) : !range.MaximumIsExclusive;
        return $"{(range.MinimumIsExclusive ? '(' : '[')}{Text(least)}, {(isUnlimited ? "∞" : Text(most))}{(takesMost ? ']' : ')')}";
    }

    private static string Text(object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "true" : "false",
        double.PositiveInfinity => "∞",
        double and > 0 and < 1e-4 => ((double)value).ToString("0.##e-0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static bool Names(string example, string attribute) => Word().Matches(example).Any(match => match.Value == attribute);

    private static string Name(Type attribute) => attribute.Name[..^"Attribute".Length];

    [GeneratedRegex(@"^\| (?<name>\w+) \| (?<arguments>`.*) \|$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ArgumentRow();

    [GeneratedRegex(@"^\| `(?<example>\[[A-Z][^`]*\])` \|", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ExampleRow();

    [GeneratedRegex(@"[A-Z]\w+", RegexOptions.None, 10_000)]
    private static partial Regex Word();
}
