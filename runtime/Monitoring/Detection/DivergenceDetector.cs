using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>The loss leaves its starting level for good: upwards, or without bound below zero.</summary>
public sealed class DivergenceDetector : Detector
{
    /// <summary>How far above its start the median of the last twentieth of the run must lie.</summary>
    public double Factor { get; init; } = 1.5;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        if (!trend.Window.IsFull || step.Step < 2 * trend.Window.Count)
            return null;
        var (start, recent) = (trend.FirstMedian, trend.Recent);
        var risen = start > 0 && recent > Factor * start;
        var bottomless = recent < 0 && -recent > 100 * Math.Max(Math.Abs(start), 1e-3);
        if (!risen && !bottomless)
            return null;
        return new Finding
        {
            Name = "Divergence",
            Severity = Severity.Error,
            Step = step.Step,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The loss started at {start:G4}; the median of the last {trend.Window.Count} steps is {recent:G4}."),
            Advice = risen
                ? "Lower the learning rate, warm it up with [Warmup] and clip with [ClipNorm(1.0)]."
                : "A loss without a lower bound is maximised: check its sign.",
            Link = PageOf("divergence"),
        };
    }
}
