using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// A loss and a gradient norm that both stand far out of the last hundred steps, by robust z-scores (median and median absolute deviation), and a loss
/// that lost a part of what was learned. Both must speak: a hard batch has a high loss, a rare one a high norm, a spike has both.
/// </summary>
public sealed class LossSpikeDetector : Detector
{
    private readonly RobustWindow _losses = new(100);
    private readonly RobustWindow _norms = new(100);

    /// <summary>The z-score that loss and norm must both pass.</summary>
    public double ZScore { get; init; } = 8;

    /// <summary>How much of its starting level the loss must jump by.</summary>
    public double LeastJump { get; init; } = 0.25;

    /// <inheritdoc/>
    public override long Silence => 100;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        if (!double.IsFinite(step.Loss) || !double.IsFinite(step.GradientNorm))
            return null;
        var (lossZ, normZ) = (_losses.ZScore(step.Loss), _norms.ZScore(step.GradientNorm));
        var median = _losses.Median;
        var spike = _losses.Count >= 50 && lossZ > ZScore && normZ > ZScore && step.Loss - median > LeastJump * Math.Abs(trend.Start);
        _losses.Add(step.Loss);
        _norms.Add(step.GradientNorm);
        if (!spike)
            return null;
        return new Finding
        {
            Name = "Loss spike",
            Severity = Severity.Warning,
            Step = step.Step,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"Loss {step.Loss:G4} after a median of {median:G4} (robust z {lossZ:G3}), gradient norm {step.GradientNorm:G4} (robust z {normZ:G3}; threshold {ZScore:G3} for both)."),
            Advice = "Add [SpikeGuard] to roll back and skip the batch, clip with [ClipNorm(1.0)] or [ZClip], and lengthen the warm-up.",
            Link = Page("loss spike"),
        };
    }

    /// <inheritdoc/>
    public override void Rewind()
    {
        _losses.Clear();
        _norms.Clear();
    }
}
