using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests.Incrementality;

/// <summary>The whole matrix on declarations of every kind, and the proof that it would notice.</summary>
[TestFixture]
public sealed class IncrementalityTests
{
    private const string Gpt = """
        [StableModel, AdamW(LearningRate = 1e-3), ClipNorm(1.0)]
        public partial class Gpt(int vocabulary, int width, int heads, int depth)
        {
            [Embedding(nameof(vocabulary), nameof(width))] public partial Embedding Tokens { get; }
            [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; }
            [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
        }

        [ResidualBlock]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), "4 * width", Activation.Gelu)] public partial FeedForward Mlp { get; }
        }
        """;

    private const string Convolutional = """
        namespace Vision;
        [ResidualBlock(After = Activation.Relu)]
        public partial class Down(int inputs, int outputs)
        {
            [Shortcut, Conv2d(nameof(inputs), nameof(outputs), 1, Stride = 2)] public partial Conv2d Skip { get; }
            [Branch, Conv2d(nameof(inputs), nameof(outputs), 3, Stride = 2, Padding = 1)] public partial Conv2d Conv { get; }
            [BatchNorm2d(nameof(outputs))] public partial BatchNorm2d Norm { get; }
        }
        """;

    private const string OwnForward = """
        public partial class Outer<T>
        {
            [Sequence]
            internal partial class @class(int width)
            {
                [Init(InitialDistribution.Orthogonal), Linear(nameof(width), 8)] public partial Linear First { get; }
                [Lstm(8, 8)] public partial LSTM Lstm { get; }
                public override (torch.Tensor, torch.Tensor?) forward(torch.Tensor x, torch.Tensor? mask) => (First.call(x), mask);
            }
        }
        """;

    private const string Faulty = """
        [StableModel, AdamW, ClipNorm(1.0)]
        public partial class Net(int width)
        {
            [Linear(nameof(width), "4 * widht")] public partial Linear First { get; }
            [Linear(8, 8)] public partial Linear Second { get; }
        }
        """;

    private const string DoesNotFit = """
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(8, 4)] public partial Linear First { get; }
            [Linear(8, 8)] public partial Linear Second { get; }
        }
        """;

    private const string Stray = """
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear First { get; }
        }
        """;

    private static readonly object[] Samples =
    [
        new object[] { Gpt, "4 * width", "2 * width" },
        new object[] { Convolutional, "Padding = 1", "Padding = 1, Dilation = 1" },
        new object[] { OwnForward, "Linear(nameof(width), 8)", "Linear(nameof(width), 8, Bias = false)" },
        new object[] { Faulty, "public partial Linear Second", "internal partial Linear Second" },
        new object[] { DoesNotFit, "public partial Linear Second", "internal partial Linear Second" },
        new object[] { Stray, "public partial Linear", "internal partial Linear" },
    ];

    // A class that is not partial: an edit above it moves the error and writes no file anew.
    [Test]
    public void What_the_generator_says_itself_moves_with_its_class()
    {
        const string Source = "[StableModel] public class Net(int width) { [Linear(nameof(width), 8)] public partial Linear Head { get; } }";
        var compilation = Generation.Compile(Source);
        var driver = Microsoft.CodeAnalysis.CSharp.CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            parseOptions: Generation.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)).RunGenerators(compilation);
        var before = driver.GetRunResult();
        driver = driver.RunGenerators(Generation.Compile("// A line above.\n" + Source));
        var after = driver.GetRunResult();
        Assert.Multiple(() =>
        {
            Assert.That(Line(before), Is.Zero);
            Assert.That(Line(after), Is.EqualTo(1));
            Assert.That(after.Results[0].TrackedSteps[TrackingNames.Expanded].SelectMany(static step => step.Outputs).Select(static output => output.Reason), Has.All.EqualTo(IncrementalStepRunReason.Unchanged).Or.All.EqualTo(IncrementalStepRunReason.Cached));
        });

        static int Line(GeneratorDriverRunResult result) => result.Diagnostics.Single(static d => d.Id == "SM0001").Location.GetLineSpan().StartLinePosition.Line;
    }

    [TestCaseSource(nameof(Samples))]
    public void The_matrix_holds(string source, string from, string to) => Assert.Multiple(() =>
    {
        Assert.That(ModelShape.Faults(typeof(Expanded)), Is.Empty);
        Assert.That(IncrementalityMatrix.Faults(static () => new ModelGenerator(), typeof(ModelSpec), source, (from, to)), Is.Empty);
    });

    [TestCaseSource(nameof(Declarations))]
    public void The_matrix_holds_on_every_architecture_and_sample(string file)
    {
        var source = File.ReadAllText(Path.Combine(RepositoryFolder.Tests, file));
        var attribute = System.Text.RegularExpressions.Regex.Match(source, @"\)\](?=\s+public partial [\w.<>]+ \w+ \{)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
        var member = source[source.LastIndexOf('[', attribute.Index)..(attribute.Index + attribute.Length)];
        Assert.That(IncrementalityMatrix.Faults(static () => new ModelGenerator(), typeof(ModelSpec), source, (member, member[..^2] + ", Key = \"renamed\")]")), Is.Empty);
    }

    private static IEnumerable<string> Declarations() =>
        Directory.GetFiles(Path.Combine(RepositoryFolder.Tests, "Architectures"), "*.cs")
            .Concat(Directory.GetFiles(Path.Combine(RepositoryFolder.Tests, "../../samples"), "*.cs", SearchOption.AllDirectories).Where(static path => !path.Contains("/obj/", StringComparison.Ordinal)))
            .Where(static path => File.ReadAllText(path).Contains("[StableModel]", StringComparison.Ordinal))
            .Select(static path => Path.GetRelativePath(RepositoryFolder.Tests, path));

    [Test]
    public void An_edit_of_a_body_reruns_nothing()
    {
        const string Body = "\npublic static class Program { public static int Run() => 1; }";
        var faults = IncrementalityMatrix.Faults(static () => new ModelGenerator(), typeof(ModelSpec), Gpt + Body, ("4 * width", "3 * width"));
        Assert.That(faults, Is.Empty);
    }

    [TestCase(typeof(LocationInModel))]
    [TestCase(typeof(SymbolHiddenFromEquals))]
    [TestCase(typeof(AlwaysEqual))]
    [TestCase(typeof(ArrayInModel))]
    public void The_matrix_notices_a_generator_that_breaks_a_rule(Type mutant)
    {
        var model = mutant.GetNestedType("Model", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)!;
        Assert.That(IncrementalityMatrix.Faults(() => (Microsoft.CodeAnalysis.IIncrementalGenerator)Activator.CreateInstance(mutant)!, model, Gpt, ("4 * width", "2 * width")), Is.Not.Empty);
    }

    [Test]
    public void The_matrix_passes_a_generator_that_breaks_none() =>
        Assert.That(IncrementalityMatrix.Faults(static () => new RecordOfStrings(), typeof(RecordOfStrings.Model), Gpt, ("Gpt", "Gpt2")), Is.Empty);
}
