using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Generator.Tests.Harness;

namespace StableModels.Generator.Tests.Incrementality;

/// <summary>What an edit may cost: 50 models among 500 other files. Gated on allocations and on what is run again, which do not depend on the machine.</summary>
[TestFixture]
[NonParallelizable]
public sealed class BudgetTests
{
    private const int Models = 50;
    private const int Others = 500;

    [Test]
    public void Edits_stay_within_their_budgets()
    {
        var compilation = Generation.Compile([.. Enumerable.Range(0, Models).Select(Model), .. Enumerable.Range(0, Others).Select(Other)]);
        var driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            parseOptions: Generation.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)).RunGenerators(compilation);
        Assert.That(driver.GetRunResult().GeneratedTrees, Has.Length.EqualTo(2 * Models));

        // Recording the steps costs memory of its own: what an edit costs a user is measured without.
        var plain = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Generation.ParseOptions).RunGenerators(compilation);
        var scratch = compilation;
        var unrelated = Measure(ref plain, ref scratch, Models, Other(0).Replace("value + 0", "value + 1000", StringComparison.Ordinal));
        unrelated = Math.Min(unrelated, Measure(ref plain, ref scratch, Models + 1, Other(1).Replace("value + 1", "value + 1001", StringComparison.Ordinal)));
        Measure(ref driver, ref compilation, Models, Other(0).Replace("value + 0", "value + 1000", StringComparison.Ordinal));
        Assert.That(Rerun(driver), Is.Zero, "outputs run again after an edit elsewhere");
        TestContext.Out.WriteLine($"unrelated edit: {unrelated / 1024.0 / (2 * Models):F1} KB per declared class");
        Assert.That(unrelated / (2.0 * Models), Is.LessThan(60 * 1024));

        var emitted = driver.GetRunResult().GeneratedTrees.Where(static t => t.FilePath.Contains("Gpt7", StringComparison.Ordinal)).Sum(static t => t.ToString().Length);
        var edit = Measure(ref driver, ref compilation, 7, Model(7).Replace("4 * width", "3 * width", StringComparison.Ordinal));
        TestContext.Out.WriteLine($"edit of one model: {edit / 1024.0:F0} KB, {emitted} characters");
        Assert.That(Rerun(driver), Is.LessThanOrEqualTo(2), "outputs run again after an edit of one model");
        Assert.That(edit, Is.LessThan((60.0 * 1024 * 2 * Models) + (25.0 * 2 * emitted)));
    }

    private static int Rerun(GeneratorDriver driver) => driver.GetRunResult().Results.Single().TrackedOutputSteps
        .SelectMany(static s => s.Value).SelectMany(static s => s.Outputs)
        .Count(static o => o.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));

    private static long Measure(ref GeneratorDriver driver, ref Compilation compilation, int file, string text)
    {
        var old = compilation.SyntaxTrees.ElementAt(file);
        compilation = compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(text, Generation.ParseOptions, old.FilePath));
        var before = GC.GetAllocatedBytesForCurrentThread();
        driver = driver.RunGenerators(compilation);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Model(int i) => $$"""
        [StableModel, AdamW(LearningRate = 1e-3), ClipNorm(1.0)]
        public partial class Gpt{{i}}(int vocabulary, int width, int heads, int depth)
        {
            [Embedding(nameof(vocabulary), nameof(width))] public partial Embedding Tokens { get; }
            [Stack(nameof(depth))] public partial ModuleList<Block{{i}}> Blocks { get; }
            [Linear(nameof(width), nameof(vocabulary), TiedTo = nameof(Tokens))] public partial Linear Head { get; }
        }

        [ResidualBlock]
        public partial class Block{{i}}(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads), Causal = true)] public partial SelfAttention Attention { get; }
            [FeedForward(nameof(width), "4 * width", Activation.Gelu)] public partial FeedForward Mlp { get; }
        }
        """;

    private static string Other(int i)
    {
        var text = new StringBuilder($"namespace Others; internal static class Other{i}\n{{\n");
        for (var method = 0; method < 10; method++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    public static int Method{method}(int value) => value + {i + method};\n");
        }

        return text.Append('}').ToString();
    }
}
