using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Adds weight * mean(log(sum(exp(logits)))^2) to the loss, where the logits are the model's output: they do not drift away (PaLM, 2022).</summary>
/// <param name="weight">1e-4 is PaLM's, 1e-5 Chameleon's.</param>
[Expands(typeof(Training.ZLoss))]
public sealed class ZLossAttribute(double weight = 1e-4) : TrainingAttribute
{
    /// <summary>What the term is multiplied with.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Weight { get; } = weight;
}
