using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>
/// Stable-SPAM (Huang et al., 2025): per parameter, elements above a moving average of the largest element are scaled down to it, and the gradient's norm is replaced by its bias-corrected history
/// mean / (root of its second moment); then Adam, whose moments are forgotten now and then.
/// </summary>
/// <remarks>The published code's fault is put right: a reset restarts Adam's count only, not the counts of the averages, whose cap would otherwise be hundreds of times too large for a while.</remarks>
public sealed record StableSpam : OptimizerPart
{
    /// <summary>The decoupled weight decay, applied first. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to roots. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The decay rate of the norm's mean. Default 0.7.</summary>
    public double Gamma1 { get; init; } = 0.7;

    /// <summary>The decay rate of the norm's second moment. Default 0.9.</summary>
    public double Gamma2 { get; init; } = 0.9;

    /// <summary>The decay rate of the largest element. Default 0.999.</summary>
    public double Gamma3 { get; init; } = 0.999;

    /// <summary>Updates over which Beta1 and Gamma1 fall along a cosine to <see cref="AnnealTo"/> times their value. Default 0: they do not.</summary>
    public long AnnealOver { get; init; }

    /// <summary>The factor at the end of the annealing, in (0, 1]. Default 0.5.</summary>
    public double AnnealTo { get; init; } = 0.5;

    /// <summary>Updates between two resets of the moments. Default 1000.</summary>
    public long ResetInterval { get; init; } = 1000;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckDecay(WeightDecay);
        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
        CheckBeta(Gamma1, nameof(Gamma1));
        CheckBeta(Gamma2, nameof(Gamma2));
        CheckBeta(Gamma3, nameof(Gamma3));
        CheckEpsilon(Epsilon);
        CheckPositive(ResetInterval, nameof(ResetInterval));
        CheckNotNegative(AnnealOver, nameof(AnnealOver));
        if (!(AnnealTo > 0 && AnnealTo <= 1))
        {
            throw new ArgumentException($"StableSpam: AnnealTo = {AnnealTo} must lie in (0, 1]; 0.5 is usual.", nameof(AnnealTo));
        }
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatStableSpam(arena, this);
}
