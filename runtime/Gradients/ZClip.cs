using StableModels.Training;

namespace StableModels.Gradients;

/// <summary>
/// ZClip (Kumar et al., 2025): keeps moving statistics of the gradient norm and clips norms that stand out by their z-score, so that the limit follows the training instead of
/// being a constant.
/// </summary>
/// <remarks>
/// The published implementation's faults are put right: a norm that is not finite never reaches the statistics; the deviation counts as at least
/// <see cref="MinimumDeviation"/> of the mean, so that constant norms do not make every wiggle a spike; norms are not measured in half precision; outliers in the
/// warm-up are left out of the first statistics; the statistics are in checkpoints. On a device the host waits once, at the end of the warm-up, and once more for every step of it that was skipped.
/// </remarks>
public sealed record ZClip : ClippingPart
{
    /// <summary>The decay rate of the statistics. Default 0.97.</summary>
    public double Alpha { get; init; } = 0.97;

    /// <summary>The z-score from which on a norm is a spike. Default 2.5.</summary>
    public double Threshold { get; init; } = 2.5;

    /// <summary>A limit on the norm at all times, also during the warm-up. Default 1; infinity for none.</summary>
    public double MaxNorm { get; init; } = 1;

    /// <summary>Steps before the statistics are used. Default 25.</summary>
    public int WarmupSteps { get; init; } = 25;

    /// <summary>What counts as a spike and where it is clipped to. Default <see cref="ZClipMode.Adaptive"/>.</summary>
    public ZClipMode Mode { get; init; } = ZClipMode.Adaptive;

    /// <summary>Multiplies the limit in adaptive mode; 0.5 to 0.9 clips more. Default 1.</summary>
    public double ClipFactor { get; init; } = 1;

    /// <summary>Skips the step instead of clipping a spike. Default false.</summary>
    public bool SkipSpikes { get; init; }

    /// <summary>The smallest deviation that is believed, as a share of the mean. Default 1e-3.</summary>
    public double MinimumDeviation { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override void Validate()
    {
        SettingRange.RequireDefined(Mode, nameof(ZClip));
        if (!(Alpha > 0 && Alpha < 1))
        {
            throw new ArgumentException($"ZClip: Alpha = {Alpha} is not a decay rate. Give a number between 0 and 1, such as 0.97.", nameof(Alpha));
        }

        CheckLimit(Threshold, nameof(Threshold), nameof(ZClip));
        CheckLimit(ClipFactor, nameof(ClipFactor), nameof(ZClip));
        if (!double.IsPositiveInfinity(MaxNorm))
        {
            CheckLimit(MaxNorm, nameof(MaxNorm), nameof(ZClip));
        }

        if (WarmupSteps < 2)
        {
            throw new ArgumentException($"ZClip: WarmupSteps = {WarmupSteps} gives no deviation. Take 2 or more; 25 is usual.", nameof(WarmupSteps));
        }

        if (!(MinimumDeviation >= 0) || !double.IsFinite(MinimumDeviation))
        {
            throw new ArgumentException($"ZClip: MinimumDeviation = {MinimumDeviation} must be 0 or more, and finite.", nameof(MinimumDeviation));
        }
    }

    /// <inheritdoc/>
    public override string AdviceWhenMostIsClipped(double usualNorm) => usualNorm > MaxNorm
        ? $"It is ZClip's constant limit that clips: raise MaxNorm from {Given(MaxNorm)} towards {Short(2 * usualNorm)}, or set it to infinity and let the statistics decide alone; or lower the learning rate."
        : $"Raise ZClip's Threshold from {Given(Threshold)}, or lower Alpha from {Given(Alpha)} so that its statistics follow the norm sooner{(ClipFactor < 1 ? $"; its ClipFactor of {Given(ClipFactor)} clips more than 1 does" : "")}.";

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new ZClipStage(this, arena);
}
