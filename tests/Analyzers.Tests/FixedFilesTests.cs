using StableModels.Analyzers.Architecture;
using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.Analyzers.Traps;
using StableModels.Analyzers.Traps.Training;
using StableModels.CodeFixes.Architecture;
using StableModels.CodeFixes.Optimization;
using StableModels.CodeFixes.Traps;
using StableModels.CodeFixes.Traps.Training;

namespace StableModels.Analyzers.Tests;

/// <summary>Whole files: fixes end lines as the file does, and one command repairs all files of a project.</summary>
[TestFixture]
public sealed class FixedFilesTests
{
    private const string Loop = """
        class Program@
        {
            void Run()
            {
                var model = new Gpt@();
                var optimizer = optim.SGD(model.parameters(), 0.1, weight_decay: 0.1);
                for (var i = 0; i < 10; i++)
                {
                    // one step
                    model.call(randn(8, 64)).mean().backward();
                    optimizer.step();
                }
            }
        }

        class Gpt@ : Module<Tensor, Tensor>
        {
            private readonly Linear _qkv = nn.Linear(64, 192);
            public Gpt@() : base("gpt") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var parts = _qkv.call(x).chunk(3, -1);
                return functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
            }
        }
        """;

    private const string Layer = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 64);
            private readonly LayerNorm _norm = nn.LayerNorm(64);
            public Linear Head { get; } = nn.Linear(64, 10);

            public Net()
                : base("net")
            {
                Console.WriteLine();
            }

            private Tensor Mix(Tensor a, Tensor b) => _fc.call(a + b);

            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < 24; i++)
                {
                    x = _norm.call(x + Mix(x, x));
                }

                return x;
            }
        }
        """;

    private static string Numbered(string source, string number) => source.Replace("@", number, StringComparison.Ordinal);

    [Test]
    public Task Statement_before_another() => Rule<MissingClipping>.KeepsLineEndings<AddClippingFix>(Numbered(Loop, ""));

    [Test]
    public Task Statement_at_a_loops_start() => Rule<MissingDisposeScope>.KeepsLineEndings<OpenDisposeScopeFix>(Numbered(Loop, ""));

    [Test]
    public Task Statement_beside_one_without_braces() => Rule<GradientClearing>.KeepsLineEndings<ClearGradientsFix>(
        Numbered(Loop, "").Replace("{\n            // one step", "{\n            if (i >= 0)", StringComparison.Ordinal));

    [Test]
    public Task Several_lines_for_one_argument() => Rule<DecayOnNorms>.KeepsLineEndings<DecayFix>(
        Numbered(Loop, "").Replace("optim.SGD(model.parameters(), 0.1, weight_decay: 0.1)", "optim.AdamW(model.parameters(), 1e-3, weight_decay: 0.1)", StringComparison.Ordinal));

    [Test]
    public Task Line_for_a_norm() => Rule<PostNorm>.KeepsLineEndings<PostNormCodeFix>(Layer);

    [Test]
    public Task Last_line_of_a_constructor() => Rule<MissingRegistration>.KeepsLineEndings<RegisterComponentsCodeFix>(Layer);

    [Test]
    public Task Attribute_above_a_property() => Rule<AutoPropertyComponent>.KeepsLineEndings<ComponentNameCodeFix>(
        Layer.Replace("Console.WriteLine();", "RegisterComponents();", StringComparison.Ordinal));

    [Test]
    public Task Attribute_below_another() => Rule<MissingWarmup>.KeepsLineEndings<AddWarmupFix>("""
        using StableModels.Layers;

        [StableModel]
        [AdamW(LearningRate = 3e-3)]
        public partial class Gpt(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
        }
        """);

    [Test]
    public Task All_files_of_a_project_at_once() =>
        Rule<MissingClipping>.IsFixedInAllFiles<AddClippingFix>(Numbered(Loop, ""), Numbered(Loop, "2"), Numbered(Loop, "3") + "\n\n" + Numbered(Loop, "4"));

    [Test]
    public Task All_blocks_of_a_project_at_once() =>
        Rule<PostNorm>.IsFixedInAllFiles<PostNormCodeFix>(Layer, Layer.Replace("Net", "Net2", StringComparison.Ordinal), Models.Perceptron.TrimStart());
}
