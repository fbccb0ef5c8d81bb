using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// FP16 at its limits: an error when the loss scale is below 1, or more than a twentieth of the last 200 steps were lost to overflow once the scale was found; a warning when the
/// scale is below 128 after 200 such steps.
/// </summary>
public sealed class HalfPrecisionDetector : Detector
{
    private readonly RollingRate _skipped = new(200);
    private bool _settled;

    /// <summary>The share of skipped steps.</summary>
    public double SkippedShare { get; init; } = 0.05;

    /// <summary>The loss scale from which gradients have little room left below it.</summary>
    public double LowScale { get; init; } = 128;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        if (step.LossScale is not { } scale)
            return null;
        // The first scale is a guess and coming down to the right one costs steps: what is counted begins with the first update.
        _settled |= !step.Skipped;
        if (_settled)
            _skipped.Add(step.Skipped);
        var losing = _skipped.IsFull && _skipped.Value > SkippedShare;
        var isLow = _skipped.IsFull && scale < LowScale;
        if (scale >= 1 && !losing && !isLow)
            return null;
        return new Finding
        {
            Name = "Saturated FP16",
            Severity = scale < 1 || losing ? Severity.Error : Severity.Warning,
            Step = step.Step,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"Loss scale {scale:G4}; {_skipped.Value:P1} of the last {_skipped.Count} steps overflowed (thresholds {(scale < 1 || losing ? 1 : LowScale):G3} and {SkippedShare:P0})."),
            Advice = "Use [MixedPrecision(BFloat16)], which needs no scale, or find the layer that overflows: large logits, unnormalised activations.",
            Link = PageOf("saturated fp16"),
        };
    }

    /// <inheritdoc/>
    public override void Rewind() => _skipped.Clear();

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.SetWindow("skipped", _skipped.Steps);
        state.Set("settled", _settled ? 1L : 0L);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        state.GetWindow("skipped", _skipped.Steps);
        _settled = state.Int64("settled") == 1;
    }
}
