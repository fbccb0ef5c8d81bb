using System.Globalization;
using StableModels.Layers;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Optimizers;
using StableModels.Recovery;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests;

/// <summary>A number that cannot be is said once, with what would do.</summary>
internal sealed class OutOfRangeTests : ScopedTest
{
    private static readonly TestCaseData[] s_refused =
    [
        Case("width is 0: give 1 or more.", () => new RmsNorm(0)),
        Case("heads is -2: give 1 or more.", () => new SelfAttention(8, -2)),
        Case("topK is 3: give no more than experts, which is 2.", () => new MixtureOfExperts(8, 8, 2, topK: 3)),
        Case("zLoss is NaN: give 0 or more.", () => new MixtureOfExperts(8, 8, 2, zLoss: double.NaN)),
        Case("clipQkv is -0.5: give 0 or more.", () => new SelfAttention(8, 2, clipQkv: -0.5)),
        Case("Every is 0: give 1 or more.", () => new GradientWatch { Every = 0 }),
        Case("totalSteps is 0: give 1 or more.", () => new ConsoleProgress("run", 0)),
        Case("totalSteps is 0: give 1 or more.", () => new Diagnosis(0)),
        Case("inMemory is 0: give 1 or more.", () => new SnapshotRing(0, 0, null)),
        Case("options.KeepCheckpoints is 0: give 1 or more.", () => Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { KeepCheckpoints = 0 })),
        Case("options.MaxSkippedInARow is -1: give 1 or more.", () => Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { MaxSkippedInARow = -1 })),
        Case("BatchCursor is -1: give 0 or more.", () => { using var trainer = Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10); trainer.BatchCursor = -1; return trainer; }),
        Case("Classifier cannot be made with heads = 0: heads must be at least 1.", () => new SizeChecks("Classifier").Positive(0, "heads")),
    ];

    [TestCaseSource(nameof(s_refused))]
    public void It_is_said_once(string message, Func<object> attempt)
    {
        var culture = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = german;
        try
        {
            var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => attempt());

            // The framework adds the parameter's name, and nothing more.
            Assert.That(refusal!.Message, Does.StartWith(message).And.Not.Contain("Actual value"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static TestCaseData Case(string message, Func<object> attempt) => new TestCaseData(message, attempt).SetArgDisplayNames(message);
}
