using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>AdamW whose learning rate falls, per parameter, where the second moment has not caught up with the gradient (Wortsman et al., 2023).</summary>
[Expands(typeof(Optimizers.StableAdamW))]
public sealed class StableAdamWAttribute : OptimizerAttribute
{
    /// <summary>The peak learning rate. Default 1e-3.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The weight decay. Default 0.01.</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.99.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.99;

    /// <summary>Added to the root of the second moment. Default 1e-6.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; set; } = 1e-6;
}
