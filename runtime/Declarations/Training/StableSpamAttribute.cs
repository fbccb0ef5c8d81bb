using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Adam on gradients whose spikes are capped and whose norm is normalised by its history (Stable-SPAM; Huang et al., 2025).</summary>
[Expands(typeof(Optimizers.StableSpam))]
public sealed class StableSpamAttribute : OptimizerAttribute
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

    /// <summary>The decay rate of the norm's mean. Default 0.7.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Gamma1 { get; set; } = 0.7;

    /// <summary>The decay rate of the norm's second moment. Default 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Gamma2 { get; set; } = 0.9;

    /// <summary>The decay rate of the largest element. Default 0.999.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Gamma3 { get; set; } = 0.999;

    /// <summary>Updates over which Beta1 and Gamma1 fall along a cosine to <see cref="AnnealTo"/> times their value, as the published code does when it is told the run's length. Default 0: they do not.</summary>
    [Range(0, long.MaxValue)]
    public long AnnealOver { get; set; }

    /// <summary>The factor at the end of the annealing. Default 0.5.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double AnnealTo { get; set; } = 0.5;

    /// <summary>Updates between two resets of the moments. Default 1000.</summary>
    [Range(1, long.MaxValue)]
    public long ResetInterval { get; set; } = 1000;
}
