using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Lets layers learn the slower the nearer they are to the input: the last block at the full rate, each one before it at decay times the rate of the next.</summary>
/// <param name="decay">Above 0 and up to 1; 0.65 to 0.9 is usual for fine-tuning.</param>
[Expands(typeof(Training.LayerwiseDecay))]
public sealed class LayerwiseDecayAttribute(double decay) : TrainingAttribute
{
    /// <summary>Above 0 and up to 1; 0.65 to 0.9 is usual for fine-tuning.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Decay { get; } = decay;
}
