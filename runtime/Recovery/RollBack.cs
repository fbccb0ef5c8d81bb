namespace StableModels.Recovery;

/// <summary>One entry of the audit trail: what happened, and what was done about it.</summary>
/// <param name="Step">The step at which training went wrong.</param>
/// <param name="Reason">What was seen, with its numbers.</param>
/// <param name="RestoredStep">The step whose state was taken back.</param>
/// <param name="FirstSkippedBatch">The first batch that is left out.</param>
/// <param name="NextBatch">The batch with which training goes on.</param>
/// <param name="LearningRateScale">What the scheduled learning rate is multiplied with from there on.</param>
public sealed record RollBack(long Step, string Reason, long RestoredStep, long FirstSkippedBatch, long NextBatch, double LearningRateScale)
{
    /// <summary>How many batches are left out, whether they were seen before or not.</summary>
    public long SkippedBatches => NextBatch - FirstSkippedBatch;

    /// <summary>The entry in a sentence.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"step {Step}: {Reason}; went back to step {RestoredStep}, {(SkippedBatches == 0 ? "left out no batch, as the run brings its own" : $"left out the batches {FirstSkippedBatch} to {NextBatch - 1}")}{(LearningRateScale == 1 ? "" : $", goes on with {LearningRateScale:G3} times the scheduled learning rate")}");
}
