using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Starts with few micro-batches per update and adds more as the run goes on. <c>Trainer.Step(batch => loss)</c> runs so many.</summary>
/// <param name="start">Micro-batches per update at first.</param>
/// <param name="full">Micro-batches per update at the end.</param>
/// <param name="batches">How many batches the ramp takes.</param>
[Expands(typeof(Training.BatchRamp))]
public sealed class BatchRampAttribute(int start, int full, long batches) : TrainingAttribute
{
    /// <summary>Micro-batches per update at first.</summary>
    [Range(1, int.MaxValue)]
    public int Start { get; } = start;

    /// <summary>Micro-batches per update at the end.</summary>
    [Range(2, int.MaxValue)]
    public int Full { get; } = full;

    /// <summary>How many batches the ramp takes.</summary>
    [Range(1, long.MaxValue)]
    public long Batches { get; } = batches;

    /// <summary>Micro-batches added at a time. Default 1.</summary>
    [Range(1, int.MaxValue)]
    public int Increment { get; set; } = 1;
}
