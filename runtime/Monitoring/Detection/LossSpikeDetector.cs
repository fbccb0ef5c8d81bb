using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// A loss and a gradient norm that both stand far out of the last hundred steps, by robust z-scores, and a loss that lost a part of what was learned.
/// </summary>
public sealed class LossSpikeDetector : Detector
{
    private readonly SpikeStatistics _statistics = new();

    /// <summary>The z-score that loss and norm must both pass.</summary>
    public double ZScore { get; init; } = 8;

    /// <summary>How much of its starting level the loss must jump by.</summary>
    public double LeastJump { get; init; } = 0.25;

    /// <inheritdoc/>
    public override long Silence => 100;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        if (!double.IsFinite(step.Loss) || !double.IsFinite(step.GradientNorm))
            return null;
        var spike = _statistics.Judge(step.Loss, step.GradientNorm, ZScore, LeastJump);
        _statistics.Add(step.Loss, step.GradientNorm);
        if (spike is not { } found)
            return null;
        return new Finding
        {
            Name = "Loss spike",
            Severity = Severity.Warning,
            Step = step.Step,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"Loss {step.Loss:G4} after a median of {found.Median:G4} (robust z {found.LossZ:G3}), gradient norm {step.GradientNorm:G4} (robust z {found.NormZ:G3}; threshold {ZScore:G3} for both)."),
            Advice = "Add [SpikeGuard] to roll back and skip the batch, clip with [ClipNorm(1.0)] or [ZClip], and lengthen the warm-up.",
            Link = PageOf("loss spike"),
        };
    }

    /// <inheritdoc/>
    public override void Rewind() => _statistics.Clear();

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        _statistics.Save(state);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        _statistics.Load(state);
    }
}
