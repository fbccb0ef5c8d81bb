using System.Globalization;
using System.Text.Json;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// A loss and a gradient norm that both stand far out of the last hundred steps, by robust z-scores, and a loss that lost a part of what was learned and
/// is still up in most of the five steps from there. One hard batch passes by; a spike does not.
/// </summary>
public sealed class LossSpikeDetector : Detector
{
    private const int Look = 5;

    private readonly SpikeStatistics _statistics = new();
    private Finding? _pending;
    private double _level;
    private int _looked;
    private int _high;

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
        if (_pending is null && _statistics.Judge(step.Loss, step.GradientNorm, ZScore, LeastJump) is { } spike)
        {
            _pending = Suspect(step, spike);
            _level = spike.Median + (LeastJump * Math.Abs(trend.Start));
            (_looked, _high) = (0, 0);
        }
        _statistics.Add(step.Loss, step.GradientNorm);
        if (_pending is null)
            return null;
        _high += step.Loss > _level ? 1 : 0;
        if (++_looked < Look)
            return null;
        var found = _high * 2 > Look ? _pending : null;
        _pending = null;
        return found;
    }

    private Finding Suspect(in StepRecord step, (double Median, double LossZ, double NormZ) found) => new()
    {
        Name = "Loss spike",
        Severity = Severity.Warning,
        Step = step.Step,
        Evidence = string.Create(CultureInfo.InvariantCulture, $"Loss {step.Loss:G4} after a median of {found.Median:G4} (robust z {found.LossZ:G3}), gradient norm {step.GradientNorm:G4} (robust z {found.NormZ:G3}; threshold {ZScore:G3} for both)."),
        Advice = "Add [SpikeGuard] to roll back and skip the batch, clip with [ClipNorm(1.0)] or [ZClip], and lengthen the warm-up.",
        Link = PageOf("loss spike"),
    };

    /// <inheritdoc/>
    public override void Rewind()
    {
        _statistics.Clear();
        _pending = null;
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        _statistics.Save(state);
        state.SetDoubles("suspicion", [_level, _looked, _high]);
        state.Set("suspect", _pending is null ? "" : JsonSerializer.Serialize(_pending, FindingJson.Default.Finding));
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        _statistics.Load(state);
        var suspicion = state.Doubles("suspicion");
        (_level, _looked, _high) = (suspicion[0], (int)suspicion[1], (int)suspicion[2]);
        _pending = state.Text("suspect") is { Length: > 0 } text ? JsonSerializer.Deserialize(text, FindingJson.Default.Finding) : null;
    }
}
