namespace StableModels.Schedules;

/// <summary>
/// The decays that are a curve over their progress p in [0, 1]: factor = final + (1 - final) * curve(p).
/// The step after the warm-up is the last one at the peak, and the run ends one step before p = 1, so that no update is spent
/// at a learning rate of <see cref="Final"/> itself: p = (t + 1 - warm-up - stable) / decay steps, with stable + decay = total + 1 - warm-up.
/// </summary>
public abstract record ProgressDecay : DecayPart
{
    /// <summary>The share of the peak learning rate that the curve ends on. Default 0.</summary>
    public double Final { get; init; }

    /// <inheritdoc/>
    public override void Validate() => CheckFinal(Final, ToString());

    /// <inheritdoc/>
    public override double FactorAt(long step, long warmupSteps, long totalSteps)
    {
        var decaySteps = DecaySteps(warmupSteps, totalSteps);
        var stableSteps = totalSteps + 1 - warmupSteps - decaySteps;
        if (decaySteps == 0 || step < warmupSteps + stableSteps)
        {
            return 1;
        }

        var progress = Math.Min(1, (step + 1 - warmupSteps - stableSteps) / (double)decaySteps);
        return Final + ((1 - Final) * Curve(progress));
    }

    /// <summary>How many updates the decay takes. Default: all that follow the warm-up.</summary>
    private protected virtual long DecaySteps(long warmupSteps, long totalSteps) => totalSteps - warmupSteps;

    /// <summary>From 1 at progress 0 to 0 at progress 1.</summary>
    private protected abstract double Curve(double progress);
}
