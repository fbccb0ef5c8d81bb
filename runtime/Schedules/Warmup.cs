using StableModels.Training;

namespace StableModels.Schedules;

/// <summary>Linear warm-up (Goyal et al., 2017): update t (from 0) runs at <c>(t + 1) / steps</c> of the peak learning rate, so that no update is wasted at 0.</summary>
/// <param name="Steps">How many updates the warm-up takes.</param>
public sealed record Warmup(long Steps) : ITrainingPart
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (Steps < 1)
        {
            throw new ArgumentException($"Warmup({Steps}): a warm-up takes at least 1 step. Leave the attribute out to train without one.", nameof(Steps));
        }
    }
}
