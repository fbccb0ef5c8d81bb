using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;
using StableModels.CodeFixes.Precision;

namespace StableModels.Analyzers.Tests.Optimization;

/// <summary>SM3001, SM3002, SM3003 and SM4001 on models that declare their training.</summary>
[TestFixture]
public sealed class DeclaredTrainingTests
{
    private static string Gpt(string attributes) => $$"""
        using StableModels.Layers;

        [StableModel]
        {{attributes}}
        public partial class Gpt(int width, int heads, int depth)
        {
            [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int width, int heads)
        {
            [SelfAttention(nameof(width), nameof(heads))] public partial SelfAttention Attention { get; }
        }
        """;

    private static string Perceptron(string attributes) => $$"""
        using StableModels.Layers;

        [StableModel]
        {{attributes}}
        public partial class Perceptron(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear First { get; }
        }
        """;

    [TestCase("[[|AdamW|](LearningRate = 3e-3), ClipNorm(1.0)]")]
    [TestCase("[StableModels.[|AdamW|], CosineDecay(Final = 0.1)]")]
    public Task Adam_without_warm_up(string attributes) =>
        Rule<MissingWarmup>.Finds(Gpt(attributes.Replace("StableModels.[|AdamW|]", "[|StableModels.AdamW|]", StringComparison.Ordinal)));

    [TestCase("[AdamW, Warmup(100)]")]
    [TestCase("")]
    public Task Warm_up_declared_or_no_training(string attributes) => Rule<MissingWarmup>.IsSilent(Gpt(attributes));

    [Test]
    public Task No_attention_needs_no_warm_up() => Rule<MissingWarmup>.IsSilent(Perceptron("[AdamW]"));

    [Test]
    public Task No_clipper() => Rule<MissingClipping>.Finds(Gpt("[[|AdamW|], Warmup(100)]"));

    [TestCase("[AdamW, ClipNorm(1.0)]")]
    [TestCase("[AdamW, ClipValue(0.5)]")]
    [TestCase("[AdamW, AdaGC]")]
    [TestCase("")]
    public Task A_clipper_or_no_training(string attributes) => Rule<MissingClipping>.IsSilent(Gpt(attributes));

    [Test]
    public Task No_attention_needs_no_clipper() => Rule<MissingClipping>.IsSilent(Perceptron("[AdamW]"));

    [TestCase("[AdamW, ClipNorm([|0|])]")]
    [TestCase("[AdamW, ClipNorm([|-1.0|])]")]
    [TestCase("[AdamW, ClipValue([|double.NaN|])]")]
    public Task Threshold_that_cannot_work(string attributes) => Rule<ClipThreshold>.Finds(Gpt(attributes));

    [TestCase("[AdamW, ClipNorm(0.1)]")]
    [TestCase("[AdamW, ClipNorm(1.0)]")]
    [TestCase("[AdamW, ZClip]")]
    public Task Threshold_that_works(string attributes) => Rule<ClipThreshold>.IsSilent(Gpt(attributes));

    [Test]
    public Task Warm_up_added() => Rule<MissingWarmup>.IsFixedBy<AddWarmupFix>(
        Gpt("[[|AdamW|](LearningRate = 3e-3)] // the optimiser"), Gpt("[AdamW(LearningRate = 3e-3)] // the optimiser\n[Warmup(100)]"));

    [Test]
    public Task Clipper_added() => Rule<MissingClipping>.IsFixedBy<AddClippingFix>(
        Gpt("[[|StableModels.AdamW|]]"), Gpt("[StableModels.AdamW]\n[StableModels.ClipNorm(1.0)]"));

    [Test]
    public Task Threshold_set_to_one() => Rule<ClipThreshold>.IsFixedBy<UsualClipThresholdFix>(
        Gpt("[AdamW, ClipNorm([|0|])]"), Gpt("[AdamW, ClipNorm(1.0)]"));

    [Test]
    public Task Half_precision_with_scaling_off() => Rule<UnscaledHalf>.Finds(Gpt("[AdamW, [|MixedPrecision|](HalfType.Float16, LossScaling = false)]"));

    [TestCase("[AdamW, MixedPrecision(HalfType.Float16)]")]
    [TestCase("[AdamW, MixedPrecision(HalfType.Float16, LossScaling = true)]")]
    [TestCase("[AdamW, MixedPrecision(HalfType.BFloat16, LossScaling = false)]")]
    [TestCase("[AdamW]")]
    public Task Scaled_or_another_precision(string attributes) => Rule<UnscaledHalf>.IsSilent(Gpt(attributes));

    [Test]
    public Task Scaling_switched_on_again() => Rule<UnscaledHalf>.IsFixedBy<ScaleDeclaredLossFix>(
        Gpt("[AdamW, [|MixedPrecision|](HalfType.Float16, LossScaling = false, InitialScale = 1024)]"),
        Gpt("[AdamW, MixedPrecision(HalfType.Float16, InitialScale = 1024)]"));
}
