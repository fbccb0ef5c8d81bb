using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>Lion (Chen et al., 2023): p -= lr * (sign(b1 m + (1 - b1) g) + decay p), m = b2 m + (1 - b2) g. Its steps have one size whatever the gradient's.</summary>
public sealed record Lion : OptimizerPart
{
    /// <summary>The decoupled weight decay. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The interpolation between momentum and gradient. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the momentum. Default 0.99.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckDecay(WeightDecay);
        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatLion(arena, this);
}
