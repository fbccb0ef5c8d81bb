using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Optimization;
using StableModels.CodeFixes.Precision;

namespace StableModels.Analyzers.Tests.Optimization;

/// <summary>SM3001, SM3002, SM3003, SM3006 and SM4001 on models that declare their training.</summary>
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

    [TestCase("[[|AdamW|], Warmup(100)]")]
    [TestCase("[[|RAdam|]]")]
    [TestCase("[[|Lion|]]", Description = "its momentum keeps the spike")]
    [TestCase("[[|Lamb|]]", Description = "its authors clip")]
    public Task No_clipper(string attributes) => Rule<MissingClipping>.Finds(Gpt(attributes));

    [TestCase("[AdamW, ClipNorm(1.0)]")]
    [TestCase("[AdamW, ClipValue(0.5)]")]
    [TestCase("[AdamW, AdaGC]")]
    [TestCase("[StableAdamW]", Description = "bounds its own step")]
    [TestCase("[Spam]")]
    [TestCase("[StableSpam]")]
    [TestCase("")]
    public Task A_clipper_or_no_training(string attributes) => Rule<MissingClipping>.IsSilent(Gpt(attributes));

    [Test]
    public Task No_attention_needs_no_clipper() => Rule<MissingClipping>.IsSilent(Perceptron("[AdamW]"));

    [TestCase("[AdamW, ClipNorm([|1000|])]")]
    [TestCase("[AdamW, ClipNorm([|200.0|], NormType = 1)]")]
    [TestCase("[AdamW, ClipValue([|double.MaxValue|])]")]
    public Task Threshold_that_hardly_acts(string attributes) => Rule<ClipThreshold>.Finds(Gpt(attributes));

    [TestCase("[AdamW, ClipNorm(0.1)]")]
    [TestCase("[AdamW, ClipNorm(1.0)]")]
    [TestCase("[AdamW, ClipNorm(100)]")]
    [TestCase("[AdamW, ZClip]")]
    public Task Threshold_that_works(string attributes) => Rule<ClipThreshold>.IsSilent(Gpt(attributes));

    [Test]
    public Task Usual_thresholds_are_an_option() => Rule<ClipThreshold>.Finds(Gpt("[AdamW, ClipNorm([|11|])]"), "stable_models.SM3003.largest = 10");

    [TestCase("[AdamW, ClipNorm({|SM0012:0|})]")]
    [TestCase("[AdamW, ClipNorm({|SM0012:-1.0|})]")]
    [TestCase("[AdamW, ClipValue({|SM0012:double.NaN|})]")]
    [TestCase("[AdamW, ClipNorm({|SM0012:double.PositiveInfinity|})]")]
    [TestCase("[AdamW(LearningRate = {|SM0012:0|}), ClipNorm(1.0)]")]
    [TestCase("[Sgd(LearningRate = {|SM0012:-1|}), ClipNorm(1.0)]")]
    [TestCase("[AdamW(LearningRate = {|SM0012:double.PositiveInfinity|}), ClipNorm(1.0)]")]
    public async Task Values_that_no_training_has_are_said_once(string attributes)
    {
        var markup = Markup.Parse(Gpt(attributes));
        var found = await TestCompilation.Run(
            Generated.With(TestCompilation.Create(markup.Source)), null, new TorchSharpCodeAnalyzer([new ClipThreshold(), new LearningRateRange()]), new Analyzers.Declarations.DeclarationAnalyzer());
        Assert.That(Markup.Write(markup.Source, found.Select(d => (d.Id, d.Location.SourceSpan))), Is.EqualTo(Markup.Write(markup.Source, markup.Expected.Select(e => (e.Id!, e.Span)))));
    }

    [TestCase("[AdamW(LearningRate = [|10|])]")]
    [TestCase("[AdamW(WeightDecay = 0.1, LearningRate = [|0.5|]), Warmup(100), CosineDecay(Final = 0.1)]", Description = "the warm-up ends at it")]
    [TestCase("[RAdam(LearningRate = [|1.0|]), InverseSqrtDecay]", Description = "not Noam's factor: the rate of the first step")]
    [TestCase("[Lion(LearningRate = [|1|]), StableDecay(0.2)]")]
    [TestCase("[StableAdamW(LearningRate = [|2|])]")]
    [TestCase("[Spam(LearningRate = [|2|])]")]
    [TestCase("[StableModels.Sgd(LearningRate = [|100|], Momentum = 0.9)]")]
    public Task Peak_rate_outside_the_range(string attributes) => Rule<LearningRateRange>.Finds(Gpt(attributes));

    [TestCase("[AdamW]")]
    [TestCase("[AdamW(LearningRate = 3e-3)]")]
    [TestCase("[AdamW(LearningRate = 0.1), Warmup(100)]")]
    [TestCase("[AdamW(WeightDecay = 10)]")]
    [TestCase("[Sgd(LearningRate = 2.5, Momentum = 0.9), Warmup(100)]", Description = "SGD multiplies the gradient")]
    [TestCase("[Lamb(LearningRate = 1)]", Description = "a trust ratio scales it")]
    [TestCase("[ClipNorm(1.0)]")]
    public Task Peak_rate_within_the_range(string attributes) => Rule<LearningRateRange>.IsSilent(Gpt(attributes));

    [Test]
    public Task Limits_of_the_rate_are_options() =>
        Rule<LearningRateRange>.Finds(Gpt("[AdamW(LearningRate = [|0.05|])]"), "stable_models.SM3006.adaptive = 0.01");

    [Test]
    public Task Warm_up_added() => Rule<MissingWarmup>.IsFixedBy<AddWarmupFix>(
        Gpt("[[|AdamW|](LearningRate = 3e-3)] // the optimiser"), Gpt("[AdamW(LearningRate = 3e-3)] // the optimiser\n[Warmup(100)]"));

    [Test]
    public Task Clipper_added() => Rule<MissingClipping>.IsFixedBy<AddClippingFix>(
        Gpt("[[|StableModels.AdamW|]]"), Gpt("[StableModels.AdamW]\n[StableModels.ClipNorm(1.0)]"));

    [Test]
    public Task Threshold_set_to_one() => Rule<ClipThreshold>.IsFixedBy<UsualClipThresholdFix>(
        Gpt("[AdamW, ClipNorm([|500|])]"), Gpt("[AdamW, ClipNorm(1.0)]"));

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
