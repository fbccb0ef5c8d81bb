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

    private static string Model(string attributes) => $$"""
        [StableModel, {{attributes}}]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """;
}
