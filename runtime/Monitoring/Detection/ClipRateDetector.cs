using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// Whether the clipper does its work: healthy runs clip up to a tenth of their steps after the warm-up. More than half of the last 200 steps is gradient descent of constant length;
/// no step at all in nine tenths of the run is a threshold without effect. Both can be meant, so they are facts with advice, not warnings; and a threshold below a tenth of the usual
/// norm certainly is (reinforcement learning clips at 0.001 to 0.1), so that nothing is said.
/// </summary>
public sealed class ClipRateDetector : Detector
{
    private readonly RollingRate _rate = new(200);
    private long _clipped;
    private readonly RobustWindow _norms = new(100);
    private bool _clips;

    /// <summary>The share of clipped steps from which it is told.</summary>
    public double Share { get; init; } = 0.5;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        _rate.Add(step.Clipped);
        _clipped += step.Clipped ? 1 : 0;
        _clips |= step.ClipThreshold is not null || step.Clipped;
        if (double.IsFinite(step.GradientNorm))
            _norms.Add(step.GradientNorm);
        if (!trend.CanJudge || !_rate.IsFull)
            return null;
        var limit = step.ClipThreshold ?? step.ClipCoefficient * step.GradientNorm;
        if (_rate.Value > Share)
        {
            if (limit < 0.1 * _norms.Median)
                return null;
            return Told(step, string.Create(CultureInfo.InvariantCulture, $"{_rate.Value:P0} of the last {_rate.Count} steps were clipped; the gradient norm's median is {_norms.Median:G3}."),
                string.Create(CultureInfo.InvariantCulture, $"Lower the learning rate, or raise the threshold towards {2 * _norms.Median:G2}; leave it if steps of constant length are meant."));
        }
        return _clips && _clipped == 0 && step.Step >= 0.9 * trend.TotalSteps
            ? Told(step, string.Create(CultureInfo.InvariantCulture, $"No step of {step.Step} was clipped; the gradient norm's median is {_norms.Median:G3}{(step.ClipThreshold is null ? "" : $" under a threshold of {limit:G3}")}."),
                string.Create(CultureInfo.InvariantCulture, $"The threshold protects from nothing that came; {2 * _norms.Median:G2} would catch a norm of twice the usual."))
            : null;
    }

    /// <inheritdoc/>
    public override void Rewind() => _rate.Clear();

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.SetWindow("rate", _rate);
        state.SetWindow("norms", _norms);
        state.Set("clipped", _clipped);
        state.Set("clips", _clips ? 1L : 0L);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        state.GetWindow("rate", _rate);
        state.GetWindow("norms", _norms);
        _clipped = state.Int64("clipped");
        _clips = state.Int64("clips") == 1;
    }

    private static Finding Told(in StepRecord step, string evidence, string advice) => new()
    {
        Name = "Clip rate",
        Severity = Severity.Info,
        Step = step.Step,
        Evidence = evidence,
        Advice = advice,
        Link = PageOf("clip rate"),
    };
}
