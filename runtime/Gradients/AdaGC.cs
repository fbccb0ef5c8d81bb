using StableModels.Training;

namespace StableModels.Gradients;

/// <summary>
/// AdaGC (Wang et al., 2025): every parameter's gradient is clipped to a factor times a moving average of its own clipped norm, so that one layer's spike does not shrink all others.
/// </summary>
/// <remarks>
/// The published implementations' faults are put right: a gradient of exactly 0 (LoRA's A at first, an unused expert, a zero-initialised branch) does not freeze its parameter for
/// ever, because zeros do not enter the average; the global norm is a norm and not its square. Let <see cref="WarmupSteps"/> cover the learning rate's warm-up.
/// </remarks>
public sealed record AdaGC : ClippingPart
{
    /// <summary>The limit on the global norm during the warm-up. Default 1.</summary>
    public double WarmupMaxNorm { get; init; } = 1;

    /// <summary>The limit after the warm-up, as a factor on the average. Default 1.05.</summary>
    public double Factor { get; init; } = 1.05;

    /// <summary>The decay rate of the average. Default 0.98.</summary>
    public double Beta { get; init; } = 0.98;

    /// <summary>Updates during which the average is the smallest norm so far. Default 100.</summary>
    public long WarmupSteps { get; init; } = 100;

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckLimit(WarmupMaxNorm, nameof(WarmupMaxNorm), nameof(AdaGC));
        if (!(Factor >= 1) || !double.IsFinite(Factor))
        {
            throw new ArgumentException($"AdaGC: Factor = {Factor} would shrink every gradient further at every step. Give 1 or more, such as 1.05.", nameof(Factor));
        }

        if (!(Beta >= 0 && Beta < 1))
        {
            throw new ArgumentException($"AdaGC: Beta = {Beta} is not a decay rate. Give a number from 0 to just below 1, such as 0.98.", nameof(Beta));
        }

        if (WarmupSteps < 1)
        {
            throw new ArgumentException($"AdaGC: WarmupSteps = {WarmupSteps} gives no first average. Take 1 or more; 100 is usual.", nameof(WarmupSteps));
        }
    }

    /// <inheritdoc/>
    protected internal override string Parts => "parameters";

    /// <summary>The average is one of clipped norms and so lies below most of them: noisy gradients of a healthy run are clipped most of the time.</summary>
    protected internal override double UsualShare => 0.95;

    /// <inheritdoc/>
    public override string AdviceWhenMostIsClipped(double usualNorm) =>
        $"Raise AdaGC's WarmupMaxNorm from {Given(WarmupMaxNorm)} towards {Short(2 * usualNorm)}: its averages start from what that let through in the first {WarmupSteps} steps. After them Factor {Given(Factor)} and Beta {Given(Beta)} let a limit grow " +
        $"by {Short((Factor - 1) * (1 - Beta) * 100)} % a step at most, which is slow where norms rose for good: raise the one or lower the other.";

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new AdaGCStage(this, arena);
}
