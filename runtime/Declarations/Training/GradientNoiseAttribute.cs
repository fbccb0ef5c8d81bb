using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Adds Gaussian noise to the clipped gradient, the less the longer the run (Neelakantan et al., 2015).</summary>
/// <param name="eta">The variance of the first update; 0.01, 0.3 and 1 are the paper's.</param>
[Expands(typeof(Gradients.GradientNoise))]
public sealed class GradientNoiseAttribute(double eta) : TrainingAttribute
{
    /// <summary>The variance of the first update.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Eta { get; } = eta;

    /// <summary>How fast the variance falls. Default 0.55.</summary>
    [Range(0, double.MaxValue)]
    public double Gamma { get; set; } = 0.55;

    /// <summary>The seed. Default 0.</summary>
    public long Seed { get; set; }
}
