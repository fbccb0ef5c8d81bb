using System.Text.RegularExpressions;
using StableModels.Generator.Tests.Harness;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The guide of the training attributes says what there is, with the defaults and the intervals that hold, and its examples compile.</summary>
[TestFixture]
public sealed partial class TrainingGuideTests
{
    private static readonly Guide Page = new("training-attributes.md");

    private static IEnumerable<Type> Attributes => typeof(TrainingAttribute).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(TrainingAttribute)) && !type.IsAbstract);

    private static IEnumerable<Type> Enums => AttributeArgument.Enums(Attributes);

    private static IReadOnlyList<string> Examples { get; } = [.. Page.Lines.Select(static line => ExampleRow().Match(line)).Where(static match => match.Success).Select(static match => match.Groups["example"].Value)];

    private static IEnumerable<string> Blocks => Page.Blocks.Concat(new Guide("monitoring.md").Blocks);

    [Test]
    public void Every_table_is_of_an_attribute() =>
        Assert.That(Page.Arguments.Keys, Is.SubsetOf(Attributes.Select(Guide.Written)));

    [TestCaseSource(nameof(Attributes))]
    public void Every_argument_has_its_type_its_default_and_its_interval(Type attribute) => Assert.That(
        Page.Arguments.GetValueOrDefault(Guide.Written(attribute), []).Select(static row => string.Join(" | ", row[..4])),
        Is.EqualTo(AttributeArgument.Of(attribute).Select(static argument => $"{argument.Row} | {argument.Interval}")));

    [TestCaseSource(nameof(Enums))]
    public void Every_value_has_a_row(Type type) => Assert.That(Page.Values(type), Is.EqualTo(Enum.GetNames(type)));

    [Test]
    public void Every_attribute_has_an_example() =>
        Assert.That(Attributes.Select(Guide.Written).Where(static name => !Examples.Any(example => Names(example, name))), Is.Empty);

    [TestCaseSource(nameof(Examples))]
    public void The_example_compiles_to_a_plan_that_is_accepted(string example)
    {
        var hasOptimizer = Attributes.Where(static type => type.IsSubclassOf(typeof(OptimizerAttribute))).Any(type => Names(example, Guide.Written(type)));
        var generation = Generation.Of($$"""
            [StableModel{{(hasOptimizer ? "" : ", AdamW")}}]
            {{example}}
            public partial class Net(int width)
            {
                [Linear(nameof(width), 10)] public partial Linear Head { get; }
            }
            """);

        generation.AssertCompiles();
        Assert.That(() => generation.Load().GetType("Net")!.GetProperty("Plan")!.GetValue(null), Is.InstanceOf<TrainingPlan>());
    }

    [TestCaseSource(nameof(Blocks))]
    public void The_block_compiles(string block) => Generation.Of(block, "global using System.IO;").AssertCompiles();

    [Test]
    public void The_sequence_of_the_guide_is_trained_in_stretches()
    {
        using var scope = NewDisposeScope();
        var assembly = Generation.Of(Blocks.Single(static block => block.Contains("StepThrough", StringComparison.Ordinal))).Load();
        var model = Activator.CreateInstance(assembly.GetType("Reader")!, 4, 32)!;
        using var trainer = (Trainer)model.GetType().GetMethod("CreateTrainer")!.Invoke(model, [CPU, 100L, null])!;
        assembly.GetType("Sequences")!.GetMethod("Train")!.Invoke(null, [model, trainer, randn(2, 150, 4), randn(2, 150, 1), 32L]);

        Assert.That((trainer.StepCount, trainer.UpdateCount), Is.EqualTo((3L, 3L)));
    }

    [Test]
    public void The_loop_of_ones_own_of_the_guide_learns()
    {
        using var scope = NewDisposeScope();
        var assembly = Generation.Of(Blocks.Single(static block => block.Contains("class OwnLoop", StringComparison.Ordinal))).Load();
        var model = nn.Linear(4, 1);
        using var before = model.weight!.detach().clone();
        assembly.GetType("OwnLoop")!.GetMethod("Train")!.Invoke(null, [model, Enumerable.Repeat((randn(8, 4), randn(8, 1)), 3)]);

        Assert.That(model.weight!.allclose(before), Is.False);
    }

    [Test]
    public void The_plan_by_hand_of_the_guide_makes_its_first_step()
    {
        using var scope = NewDisposeScope();
        var assembly = Generation.Of(Blocks.Single(static block => block.Contains("class ByHand", StringComparison.Ordinal))).Load();
        var result = (StepResult)assembly.GetType("ByHand")!.GetMethod("FirstStep")!.Invoke(null, [nn.Linear(4, 3), randn(8, 4), zeros(8, dtype: ScalarType.Int64)])!;

        Assert.That((result.Updates, result.LearningRate), Is.EqualTo((1L, 3e-4 / 200)));
    }

    private static bool Names(string example, string attribute) => Word().Matches(example).Any(match => match.Value == attribute);

    [GeneratedRegex(@"^\| `(?<example>\[[A-Z][^`]*\])` \|", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ExampleRow();

    [GeneratedRegex(@"[A-Z]\w+", RegexOptions.None, 10_000)]
    private static partial Regex Word();
}
