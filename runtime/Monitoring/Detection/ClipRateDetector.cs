using System.Globalization;
using StableModels.Gradients;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// Whether the clipper does its work: healthy runs clip up to a tenth of their steps after the warm-up. More than half of the last 200 steps is gradient descent of constant length;
/// no step at all in nine tenths of the run is a threshold without effect. Both can be meant, so they are facts with advice, not warnings, and each clipper says itself what is
/// usual for it and which of its arguments to turn.
/// </summary>
public sealed class ClipRateDetector : Detector
{
    private readonly RollingMean _share = new(200);
    private readonly RobustWindow _norms = new(100);
    private long _clipped;
    private bool _clips;

    /// <summary>What clips. <see cref="GradientWatch"/> takes it from the trainer's plan; null: the norm of the whole gradient is taken to be what is held against the threshold.</summary>
    public ClippingPart? Clipper { get; set; }

    /// <summary>The share of the gradient's parts, over the last 200 steps, from which it is told; null: the clipper's own, or a half.</summary>
    public double? Share { get; init; }

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        _share.Add(step.ClippedShare > 0 ? step.ClippedShare : step.Clipped ? 1 : 0);
        _clipped += step.Clipped ? 1 : 0;
        _clips |= step.ClipThreshold is not null || step.Clipped;
        if (double.IsFinite(step.GradientNorm))
            _norms.Add(step.GradientNorm);
        if (!trend.CanJudge || !_share.IsFull)
            return null;
        var share = _share.Value;
        if (share > (Share ?? Clipper?.UsualShare ?? 0.5))
        {
            var parts = Clipper is null or { Parts: "steps" } ? string.Create(CultureInfo.InvariantCulture, $"of the last {_share.Count} steps") : string.Create(CultureInfo.InvariantCulture, $"of the gradient's {Clipper.Parts} in the last {_share.Count} steps");
            return (Clipper is null ? AdviceWhenMostIsClipped(step) : Clipper.AdviceWhenMostIsClipped(_norms.Median)) is { } advice ? Told(step, advice, $"{share:P0} {parts} were clipped") : null;
        }
        if (!_clips || _clipped > 0 || step.Step < 0.9 * trend.TotalSteps)
            return null;
        return (Clipper is null ? AdviceWhenNothingIsClipped(step) : Clipper.AdviceWhenNothingIsClipped(_norms.Median)) is { } nothing ? Told(step, nothing, $"Nothing was clipped in {step.Step} steps") : null;
    }

    /// <inheritdoc/>
    public override void Rewind() => _share.Clear();

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.SetWindow("rate", _share);
        state.SetWindow("norms", _norms);
        state.Set("clipped", _clipped);
        state.Set("clips", _clips ? 1L : 0L);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        state.GetWindow("rate", _share);
        state.GetWindow("norms", _norms);
        _clipped = state.Int64("clipped");
        _clips = state.Int64("clips") == 1;
    }

    // A loop of one's own that clips by the norm. A threshold below a tenth of the usual norm is meant (reinforcement learning clips at 0.001 to 0.1).
    private string? AdviceWhenMostIsClipped(in StepRecord step) => (step.ClipThreshold ?? step.ClipCoefficient * step.GradientNorm) < 0.1 * _norms.Median
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"Lower the learning rate, or raise the threshold towards {2 * _norms.Median:G2}; leave it if steps of constant length are meant.");

    private string AdviceWhenNothingIsClipped(in StepRecord step) => string.Create(CultureInfo.InvariantCulture,
        $"The threshold{(step.ClipThreshold is { } limit ? $" of {limit:G3}" : "")} protects from nothing that came; {2 * _norms.Median:G2} would catch a norm of twice the usual.");

    private Finding Told(in StepRecord step, string advice, FormattableString evidence) => new()
    {
        Name = "Clip rate",
        Severity = Severity.Info,
        Step = step.Step,
        Evidence = string.Create(CultureInfo.InvariantCulture, $"{evidence.ToString(CultureInfo.InvariantCulture)}; the gradient norm's median is {_norms.Median:G3}."),
        Advice = advice,
        Link = PageOf("clip rate"),
    };
}
