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

    [TestCase("Sgd(Nesterov = {|SM0020:true|})", "Nesterov looks ahead along the momentum: it needs a Momentum above 0, such as 0.9, and a Dampening of 0")]
    [TestCase("Sgd(Nesterov = {|SM0020:true|}, Momentum = 0.9, Dampening = 0.1)", "Nesterov looks ahead along the momentum: it needs a Momentum above 0, such as 0.9, and a Dampening of 0")]
    [TestCase("AdamW, MixedPrecision(HalfType.Float16, MinimumScale = {|SM0020:1e9|})", "The loss scale starts below its own minimum: MinimumScale can be no more than InitialScale")]
    [TestCase("AdamW, MixedPrecision(HalfType.Float16, InitialScale = {|SM0020:0.5|})", "The loss scale starts below its own minimum: MinimumScale can be no more than InitialScale")]
    [TestCase("AdamW, BatchRamp(8, {|SM0020:4|}, 10)", "A batch ramp goes up: full must be more than start")]
    [TestCase("AdamW, BatchRamp(2, 7, 10, Increment = {|SM0020:2|})", "The steps of a batch ramp end at full: Increment must divide full - start")]
    [TestCase("AdamW, {|SM0020:BatchRamp|}(2, 4, 10), GradientAccumulation(2)", "[GradientAccumulation] and [BatchRamp] set the same number, the micro-batches of an update: keep one of them")]
    [TestCase("AdamW, SpikeGuard(OnDisk = {|SM0020:2|})", "Snapshots on disk need a place: name a Folder, such as Folder = \"snapshots\", or leave OnDisk at 0")]
    [TestCase("AdamW, SpikeGuard(OnDisk = {|SM0020:2|}, Folder = null)", "Snapshots on disk need a place: name a Folder, such as Folder = \"snapshots\", or leave OnDisk at 0")]
    [TestCase("AdamW, SpikeGuard(Folder = {|SM0020:\" \"|})", "The folder of the snapshots has no name: give it one, such as \"snapshots\", or leave Folder out")]
    [TestCase("AdamW, SpikeGuard(RollBackSteps = {|SM0020:500|}, InMemory = 4)", "The snapshots reach back 400 steps and are to reach back RollBackSteps: keep more of them, take them further apart, or go back less far")]
    [TestCase("AdamW, SpikeGuard(SnapshotEvery = {|SM0020:20|})", "The snapshots reach back 40 steps and are to reach back RollBackSteps: keep more of them, take them further apart, or go back less far")]
    public Task SM0020_training_arguments_exclude_each_other(string attributes, string message) => Declared.Finds(Model(attributes), message);

    [TestCase("Sgd(Nesterov = true, Momentum = 0.9)")]
    [TestCase("AdamW, MixedPrecision(HalfType.Float16, InitialScale = 2, MinimumScale = 2), BatchRamp(full: 8, start: 2, batches: 3, Increment = 2)")]
    [TestCase("AdamW, SpikeGuard(OnDisk = 2, Folder = \"snapshots\")")]
    [TestCase("AdamW, SpikeGuard(Folder = \"snapshots\")")]
    [TestCase("AdamW, SpikeGuard(RollBackSteps = 500, InMemory = 1, OnDisk = 4, Folder = \"snapshots\")")]
    [TestCase("AdamW, SpikeGuard(InMemory = int.MaxValue)")]
    public Task Training_arguments_that_agree_are_silent(string attributes) => Declared.IsSilent(Model(attributes));

    [Test]
    public Task SM0012_a_number_that_its_enum_does_not_have() =>
        Declared.Finds(Model("AdamW(DecayKind = {|SM0012:(WeightDecayKind)9|})"), "DecayKind is (global::StableModels.WeightDecayKind)(9); it must be a member of WeightDecayKind");

    private static string Model(string attributes) => $$"""
        [StableModel, {{attributes}}]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 10)] public partial Linear Head { get; }
        }
        """;
}
