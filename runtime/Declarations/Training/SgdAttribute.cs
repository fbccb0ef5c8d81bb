using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Stochastic gradient descent with momentum, as PyTorch's SGD.</summary>
[Expands(typeof(Optimizers.Sgd))]
public sealed class SgdAttribute : OptimizerAttribute
{
    /// <summary>The peak learning rate. Default 1e-3.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The share of the last direction that is kept. Default 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; set; }

    /// <summary>Keeps the new gradient's share in the direction down to 1 - dampening. Default 0.</summary>
    [Range(0, double.MaxValue)]
    public double Dampening { get; set; }

    /// <summary>Looks ahead along the momentum. Default false.</summary>
    public bool Nesterov { get; set; }

    /// <summary>The weight decay. Default 0.</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; }

    /// <summary>How weights are decayed. Default L2, as in PyTorch.</summary>
    public WeightDecayKind DecayKind { get; set; } = WeightDecayKind.L2;
}
