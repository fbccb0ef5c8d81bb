using StableModels.Initialization;
using StableModels.Layers;
using StableModels.Precision;
using StableModels.Schedules;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = StableModels.Optimizers.AdamW;

namespace StableModels.Tests;

/// <summary>An exception names a parameter of the call, a setting, or none: never one of a method inside, which the caller does not see.</summary>
internal sealed class ParameterNamesTests : ScopedTest
{
    private static readonly TestCaseData[] s_mistakes =
    [
        Case("nothing to train", null, () => Create(new FedModel(zeros(0)))),
        Case("a parameter in two groups", null, () => Create(new TwoGroups())),
        Case("a layer-wise decay without layers", null, () => Create(new FedModel([1f]), new LayerwiseDecay(0.5))),
        Case("a blank checkpoint folder", null, () => Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { CheckpointFolder = " " })),
        Case("a loss of two numbers by index", null, () => { var model = new FedModel([1f, 2f]); using var trainer = Create(model); return trainer.Step(_ => model.Values[0].mul(2)); }),
        Case("a loss of nothing", null, () => { using var trainer = Create(new FedModel([1f])); return trainer.Step(_ => zeros([])); }),
        Case("a z-loss", "Weight", () => new TrainingPlan(new AdamW(), new ZLoss(-1))),
        Case("a decay", "Final", () => new TrainingPlan(new AdamW(), new CosineDecay { Final = 2 })),
        Case("a loss scale", "InitialScale", () => new TrainingPlan(new AdamW(), new MixedPrecision(HalfType.Float16) { InitialScale = -1 })),
        Case("a soft cap", "logitSoftCap", () => new SelfAttention(8, 2, logitSoftCap: -1)),
        Case("rotary heads", null, () => new SelfAttention(6, 2, rotary: true)),
        Case("layers", "DecoderLayers", () => new TFixup(1, 0)),
        Case("a width", "Width", () => new DeepScaleLm(0, 1)),
        Case("a stack", "decoderLayers", () => DeepNorm.ForDecoder(0)),
    ];

    [TestCaseSource(nameof(s_mistakes))]
    public void It_is_the_callers(string? name, Func<object> mistake) =>
        Assert.That(() => mistake(), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(name));

    private static Trainer Create(nn.Module model, params ITrainingPart[] more) => Trainer.Create(model, new([new AdamW(), .. more]), CPU, 10);

    private static TestCaseData Case(string mistake, string? name, Func<object> call) => new TestCaseData(name, call).SetArgDisplayNames(mistake);

    private sealed class TwoGroups() : nn.Module(nameof(TwoGroups)), IStableModel
    {
        private readonly TorchSharp.Modules.Parameter _weight = new(ones(2));

        public IReadOnlyList<ParameterGroup> ParameterGroups() => [new("decay", [("w", _weight)]), new("no decay", [("w", _weight)])];
    }
}
