using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Averages the gradients of several micro-batches before each update; clipping sees the average. <c>Trainer.Step(batch => loss)</c> runs so many.</summary>
/// <param name="microBatches">Batches per update; at least 1.</param>
[Expands(typeof(Training.GradientAccumulation))]
public sealed class GradientAccumulationAttribute(int microBatches) : TrainingAttribute
{
    /// <summary>Batches per update.</summary>
    [Range(1, int.MaxValue)]
    public int MicroBatches { get; } = microBatches;
}
