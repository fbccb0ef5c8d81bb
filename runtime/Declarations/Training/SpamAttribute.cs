using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Adam that caps spiked gradient elements and forgets its moments now and then (SPAM; Huang et al., 2025).</summary>
[Expands(typeof(Optimizers.Spam))]
public sealed class SpamAttribute : OptimizerAttribute
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

    /// <summary>Added to the root of the second moment. Default 1e-6.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>A squared gradient above this many times its average is capped. Default 5000.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Threshold { get; set; } = 5000;

    /// <summary>Updates between two resets of the moments. Default 500.</summary>
    [Range(1, long.MaxValue)]
    public long ResetInterval { get; set; } = 500;

    /// <summary>Updates over which the learning rate comes back after a reset. Default 150.</summary>
    [Range(0, long.MaxValue)]
    public long WarmupSteps { get; set; } = 150;

    /// <summary>Updates after a reset during which nothing is capped. Default 20.</summary>
    [Range(0, long.MaxValue)]
    public long GraceSteps { get; set; } = 20;
}
