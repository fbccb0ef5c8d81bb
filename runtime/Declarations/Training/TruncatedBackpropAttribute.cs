using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Cuts long sequences into stretches through which the hidden state passes and the gradient does not (Williams and Peng, 1990); <c>Trainer.StepThrough</c> takes one step per stretch.</summary>
/// <param name="length">Time steps per stretch; at least 1.</param>
[Expands(typeof(Training.TruncatedBackprop))]
public sealed class TruncatedBackpropAttribute(long length) : TrainingAttribute
{
    /// <summary>Time steps per stretch.</summary>
    [Range(1, long.MaxValue)]
    public long Length { get; } = length;
}
