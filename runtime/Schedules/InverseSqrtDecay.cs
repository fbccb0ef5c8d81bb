namespace StableModels.Schedules;

/// <summary>
/// The inverse square root (Vaswani et al., 2017): sqrt(w / (t + 1)) with t from 0 and w the warm-up's steps, at least 1. It is continuous at the end of the warm-up and
/// does not depend on the length of the run, but that it stays where it is when that is over.
/// </summary>
public sealed record InverseSqrtDecay : DecayPart
{
    /// <summary>The share of the peak learning rate that it never falls below. Default 0.</summary>
    public double Final { get; init; }

    /// <inheritdoc/>
    public override void Validate() => CheckFinal(Final, nameof(InverseSqrtDecay));

    /// <inheritdoc/>
    public override double FactorAt(long step, long warmupSteps, long totalSteps) => Math.Max(Final, Math.Sqrt(Math.Max(warmupSteps, 1) / (step + 1.0)));
}
