using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019), PyTorch's defaults.</summary>
public sealed record AdamW : OptimizerPart
{
    /// <summary>The decay per update is learning rate times this, times the group's scale. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How weights are decayed. Default <see cref="WeightDecayKind.Decoupled"/>; L2 makes it Adam.</summary>
    public WeightDecayKind DecayKind { get; init; } = WeightDecayKind.Decoupled;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SettingRange.RequireDefined(DecayKind, Name);
        CheckNotNegative(WeightDecay, nameof(WeightDecay));
        if (DecayKind == WeightDecayKind.Decoupled)
        {
            CheckDecay(WeightDecay);
        }

        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
        CheckEpsilon(Epsilon);
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatAdamW(arena, this);
}
