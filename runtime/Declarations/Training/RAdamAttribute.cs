using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Adam with a rectified learning rate, which is a warm-up of its own (Liu et al., 2020).</summary>
[Expands(typeof(Optimizers.RAdam))]
public sealed class RAdamAttribute : OptimizerAttribute
{
    /// <summary>The peak learning rate. Default 1e-3.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The weight decay. Default 0.</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; }

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.999;

    /// <summary>Added to the root of the second moment. Default 1e-8.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; set; } = 1e-8;
}
