using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>Adam with a rectified learning rate (Liu et al., 2020), as PyTorch's RAdam: until the variance of the second moment can be told (rho above 5) it is plain momentum.</summary>
public sealed record RAdam : OptimizerPart
{
    /// <summary>The weight decay, added to the gradient (L2) as PyTorch does. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckNotNegative(WeightDecay, nameof(WeightDecay));
        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
        CheckEpsilon(Epsilon);
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatRAdam(arena, this);
}
