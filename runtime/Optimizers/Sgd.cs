using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>Stochastic gradient descent with momentum (Polyak, 1964) or Nesterov's (in the form of Sutskever et al., 2013), as PyTorch's SGD.</summary>
public sealed record Sgd : OptimizerPart
{
    /// <summary>The share of the last direction that is kept. Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Keeps the new gradient's share in the direction down to 1 - dampening. Default 0.</summary>
    public double Dampening { get; init; }

    /// <summary>Looks ahead along the momentum (Nesterov). Needs a momentum and no dampening. Default false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>The weight decay. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How weights are decayed. Default <see cref="WeightDecayKind.L2"/>, as in PyTorch.</summary>
    public WeightDecayKind DecayKind { get; init; } = WeightDecayKind.L2;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckBeta(Momentum, nameof(Momentum));
        CheckNotNegative(Dampening, nameof(Dampening));
        SettingRange.RequireDefined(DecayKind, Name);
        CheckNotNegative(WeightDecay, nameof(WeightDecay));
        if (DecayKind != WeightDecayKind.L1)
        {
            CheckDecay(WeightDecay);
        }

        if (Nesterov && (Momentum == 0 || Dampening != 0))
        {
            throw new ArgumentException("Sgd: Nesterov needs a Momentum above 0, such as 0.9, and a Dampening of 0.", nameof(Nesterov));
        }
    }

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatSgd(arena, this);
}
