using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>The sign of an interpolated momentum (Chen et al., 2023). Take a tenth to a third of AdamW's learning rate and three to ten times its weight decay.</summary>
[Expands(typeof(Optimizers.Lion))]
public sealed class LionAttribute : OptimizerAttribute
{
    /// <summary>The peak learning rate. Default 1e-3.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The weight decay. Default 0.</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; }

    /// <summary>The interpolation between momentum and gradient. Default 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>The decay rate of the momentum. Default 0.99.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.99;
}
