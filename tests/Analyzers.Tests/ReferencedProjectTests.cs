using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests;

/// <summary>In an IDE and in dotnet format a referenced project is there with its source, which only its own compilation can bind.</summary>
[TestFixture]
public sealed class ReferencedProjectTests
{
    private const string Library = """
        namespace Library;

        public sealed class Net : Module<Tensor, Tensor>
        {
            private readonly MultiheadAttention _attention = nn.MultiheadAttention(8, 2);

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor x) => _attention.call(x, x, x, null, false, null).Item1;
        }
        """;

    private const string Program = """
        using Library;

        static class Program
        {
            static void Main()
            {
                var blocks = new List<Net>();
                for (var i = 0; i < 12; i++)
                    blocks.Add(new Net());
                var model = new Net();
                var optimizer = optim.AdamW(model.parameters(), lr: 1e-3);
                for (var step = 0; step < 100; step++)
                {
                    using var scope = NewDisposeScope();
                    var loss = model.call(randn(2, 4, 8)).pow(2).mean();
                    loss.backward();
                    optimizer.step();
                }
            }
        }
        """;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Its_types_are_read_alike_as_source_and_as_an_assembly(bool asSource)
    {
        var library = TestCompilation.Create(Library);
        var program = TestCompilation.Create(Program).AddReferences(asSource ? library.ToMetadataReference() : Image(library));
        var found = await TestCompilation.Analyze(program, null, new TorchSharpCodeAnalyzer());

        // The library's model may be made of anything, so that nothing is said of warm-up and clipping.
        Assert.That(found.Select(diagnostic => diagnostic.Id), Is.EquivalentTo(new[] { RuleIds.GradientClearing, RuleIds.UnwatchedLoss, RuleIds.LazyParameters }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_its_modules_do_inside_is_not_guessed(bool asSource)
    {
        var library = TestCompilation.Create("""
            namespace Library;

            public sealed class Inner : Module<Tensor, Tensor>
            {
                public Inner() : base("inner") { }
                public override Tensor forward(Tensor x) => x.relu();
            }
            """);
        var program = TestCompilation.Create("""
            using Library;

            class Block : Module<Tensor, Tensor>
            {
                private readonly LayerNorm _norm = nn.LayerNorm(8);
                private readonly Inner _inner = new();
                public Block() : base("block") => RegisterComponents();
                public override Tensor forward(Tensor x) => _norm.call(x + _inner.call(x));
            }

            static class Program
            {
                static Tensor Scores()
                {
                    var model = new Inner();
                    model.half();
                    return model.call(randn(2, 8)).softmax(-1);
                }
            }
            """).AddReferences(asSource ? library.ToMetadataReference() : Image(library));
        var rules = new TorchSharpCodeAnalyzer([new PostNorm(), new HalfReduction()]);

        // It may normalise, and it may cast to FP32.
        Assert.That(await TestCompilation.Analyze(program, "stable_models.SM1001.depth = 0", rules), Is.Empty);
    }

    private static MetadataReference Image(Compilation library)
    {
        using var image = new MemoryStream();
        Assert.That(library.Emit(image, options: new(metadataOnly: true)).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
