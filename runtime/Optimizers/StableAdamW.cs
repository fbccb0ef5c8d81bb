using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>
/// StableAdamW (Wortsman et al., 2023): AdamW with debiased decay rates whose learning rate is divided, per parameter, by max(1, RMS) with RMS = sqrt(mean(g^2 / max(v, eps^2))): where
/// the second moment has not caught up with the gradient, as before loss spikes, the step is smaller. It makes clipping by norm unnecessary.
/// </summary>
public sealed record StableAdamW : OptimizerPart
{
    /// <summary>The decoupled weight decay. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.99.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Added to the root of the second moment. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckDecay(WeightDecay);
        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
        CheckEpsilon(Epsilon);
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatStableAdamW(arena, this);
}
