using StableModels.Monitoring;
using StableModels.Monitoring.Detection;

namespace StableModels.Tests.Monitoring.Detection;

/// <summary>Made-up runs for the detectors' tests: each is a healthy run with one thing changed.</summary>
internal static class Runs
{
    public const int Steps = 400;

    public static readonly WatchedParameter[] Parameters =
    [
        new("embedding.weight", ParameterKind.Embedding),
        new("first.weight", ParameterKind.Kernel),
        new("first.bias", ParameterKind.Vector),
        new("last.weight", ParameterKind.Kernel),
        new("last.bias", ParameterKind.Vector),
    ];

    /// <summary>Noisy exponential decay from 2.3 to 0.1 with a norm that follows it.</summary>
    public static IEnumerable<StepRecord> Healthy(int seed = 0, int steps = Steps)
    {
        var random = new Random(seed);
        for (var step = 1; step <= steps; step++)
        {
            var noise = 0.7 + (0.6 * random.NextDouble());
            var level = (2.2 * Math.Exp(-6.0 * step / steps)) + 0.1;
            yield return new StepRecord(step, level * noise, (0.2 + level) * noise, 1, 1e-3);
        }
    }

    /// <summary>A loss that stays at 0.69, give or take.</summary>
    public static IEnumerable<StepRecord> Stuck(double noise = 0.02)
    {
        var random = new Random(1);
        for (var step = 1; step <= Steps; step++)
            yield return new StepRecord(step, 0.69 * (1 + (noise * (random.NextDouble() - 0.5))), 0.01, 1, 1e-3);
    }

    public static LayerReading Reading(long step, double first = 1, double last = 1, double deadShare = 0, double updateRatio = 1e-3, long nonFinite = 0) =>
        new(step, Parameters)
        {
            GradientNorm = [1e-9, first, 1, last, 1],
            WeightNorm = [1, 1, 1, 1, 1],
            UpdateRatio = [updateRatio, updateRatio, double.NaN, updateRatio, updateRatio],
            ZeroGradientShare = [0.99, deadShare, deadShare, 0, 0],
            NonFinite = [0, nonFinite, nonFinite, 0, 0],
        };

    /// <summary>Runs all detectors; a reading every ten steps.</summary>
    public static IReadOnlyList<Finding> Diagnose(IEnumerable<StepRecord> steps, Func<long, LayerReading>? reading = null, double? chanceLoss = null)
    {
        var diagnosis = new Diagnosis(Steps, chanceLoss);
        foreach (var step in steps)
        {
            diagnosis.Record(step);
            if (step.Step % 10 == 0)
                diagnosis.Add((reading ?? (s => Reading(s)))(step.Step));
        }
        return diagnosis.Findings;
    }
}
