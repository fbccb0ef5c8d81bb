using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019). Norms, biases and other vectors are not decayed.</summary>
[Expands(typeof(Optimizers.AdamW))]
public sealed class AdamWAttribute : OptimizerAttribute
{
    /// <summary>The peak learning rate. Default 1e-3.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The decay per step is <c>LearningRate * WeightDecay</c>. Default 0.01.</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999; language models often take 0.95.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.999;

    /// <summary>Added to the root of the second moment. Default 1e-8.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>How weights are decayed. Default decoupled; L2 makes it Adam.</summary>
    public WeightDecayKind DecayKind { get; set; } = WeightDecayKind.Decoupled;
}
