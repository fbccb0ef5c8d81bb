namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0013 and SM0022: which training attributes a class may have together.</summary>
[TestFixture]
public sealed class TrainingDeclarationTests
{
    [TestCase("AdamW, ClipNorm(1.0), {|SM0013:ClipValue|}(0.5)")]
    [TestCase("AdamW, {|SM0013:Sgd|}")]
    public Task SM0013_two_of_a_kind(string attributes) => Declared.Finds(Model(attributes));

    [TestCase("{|SM0022:Warmup|}(100)", "Warmup")]
    [TestCase("ClipNorm(1.0), {|SM0022:CosineDecay|}, Warmup(100)", "CosineDecay")]
    public Task SM0022_training_without_an_optimiser(string attributes, string first) => Declared.Finds(Model(attributes),
        $"[{first}] takes effect in a trainer, which wants an optimiser: add one, such as [AdamW(LearningRate = 1e-3)]");

    [TestCase("AdamW, Warmup(100), CosineDecay")]
    [TestCase("Warmup(100), Lion")]
    [TestCase("ClipNorm(1.0)")]
    [TestCase("MixedPrecision(HalfType.BFloat16)")]
    [TestCase("ClipValue(0.5), MixedPrecision(HalfType.BFloat16)")]
    public Task Training_that_can_take_effect_is_silent(string attributes) => Declared.IsSilent(Model(attributes));

    [TestCase("AdamW(LearningRate = {|SM0012:-1|})", "LearningRate is -1.0; it must be greater than 0 and finite")]
    [TestCase("AdamW(LearningRate = {|SM0012:double.NaN|})", "LearningRate is double.NaN; it must be greater than 0 and finite")]
    [TestCase("AdamW(LearningRate = {|SM0012:double.PositiveInfinity|})", "LearningRate is double.PositiveInfinity; it must be greater than 0 and finite")]
    [TestCase("AdamW(Beta2 = {|SM0012:1|})", "Beta2 is 1.0; it must be at least 0 and less than 1")]
    [TestCase("AdamW, ClipNorm({|SM0012:0|})", "maxNorm is 0.0; it must be greater than 0 and finite")]
    [TestCase("AdamW, Warmup(steps: {|SM0012:0|})", "steps is 0; it must be at least 1")]
    [TestCase("AdamW, StableDecay({|SM0012:1.5|})", "share is 1.5; it must be greater than 0 and at most 1")]
    [TestCase("AdamW, SpikeGuard(SkipSteps = {|SM0012:0|})", "SkipSteps is 0; it must be at least 1")]
    [TestCase("ClipNorm(1.0, NormType = {|SM0012:0|})", "NormType is 0.0; it must be greater than 0")]
    public Task SM0012_a_training_argument_is_out_of_range(string attributes, string message) => Declared.Finds(Model(attributes), message);

    [TestCase("AdamW(LearningRate = 1e-300, WeightDecay = 0, Beta1 = 0), CosineDecay(Final = 1), ClipNorm(1.0, NormType = double.PositiveInfinity)")]
    [TestCase("Lamb(MaxTrust = double.PositiveInfinity), StableDecay(1), SpikeGuard(OnDisk = 0)")]
    public Task SM0012_training_arguments_at_the_edge_are_fine(string attributes) => Declared.IsSilent(Model(attributes));

    private static string Model(string attributes) => $$"""
        [StableModel, {{attributes}}]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """;
}
