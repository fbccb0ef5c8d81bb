using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>
/// LAMB (You et al., 2020): Adam's update plus decay, scaled per parameter by the ratio of the weights' norm to the update's, for large batches. Parameters that are not decayed are not
/// scaled. Declare ClipNorm(1) beside it, as its authors do.
/// </summary>
public sealed record Lamb : OptimizerPart
{
    /// <summary>The weight decay. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The largest trust ratio. Default: no limit.</summary>
    public double MaxTrust { get; init; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckNotNegative(WeightDecay, nameof(WeightDecay));
        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
        CheckEpsilon(Epsilon);
        if (!(MaxTrust > 0))
        {
            throw new ArgumentException($"Lamb: MaxTrust = {MaxTrust} would stop all training. Give a positive number, such as 10, or infinity for no limit.", nameof(MaxTrust));
        }
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatLamb(arena, this);
}
