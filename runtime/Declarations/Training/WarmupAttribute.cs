using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Raises the learning rate linearly over the first steps: update t (from 0) runs at (t + 1) / steps of the peak.</summary>
/// <param name="steps">How many updates the warm-up takes; at least 1 and no more than the run has.</param>
[Expands(typeof(Schedules.Warmup))]
public sealed class WarmupAttribute(long steps) : TrainingAttribute
{
    /// <summary>How many updates the warm-up takes.</summary>
    [Range(1, long.MaxValue)]
    public long Steps { get; } = steps;
}
