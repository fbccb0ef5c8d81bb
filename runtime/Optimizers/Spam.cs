using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>
/// SPAM (Huang et al., 2025): Adam that caps gradient elements whose square exceeds <see cref="Threshold"/> times its average, and forgets its moments every <see cref="ResetInterval"/> updates,
/// after which the learning rate comes back along a cosine.
/// </summary>
/// <remarks>The published code's fault is put right: bias correction starts anew with the moments, instead of being missing after the first reset. Elements without history are not capped to 0.</remarks>
public sealed record Spam : OptimizerPart
{
    /// <summary>The decoupled weight decay, applied after the update. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>A squared gradient above this many times its average is capped. Default 5000.</summary>
    public double Threshold { get; init; } = 5000;

    /// <summary>Updates between two resets of the moments. Default 500.</summary>
    public long ResetInterval { get; init; } = 500;

    /// <summary>Updates over which the learning rate comes back after a reset. Default 150.</summary>
    public long WarmupSteps { get; init; } = 150;

    /// <summary>Updates after a reset during which nothing is capped. Default 20.</summary>
    public long GraceSteps { get; init; } = 20;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        CheckDecay(WeightDecay);
        CheckBeta(Beta1, nameof(Beta1));
        CheckBeta(Beta2, nameof(Beta2));
        CheckEpsilon(Epsilon);
        CheckPositive(Threshold, nameof(Threshold));
        CheckPositive(ResetInterval, nameof(ResetInterval));
        CheckNotNegative(WarmupSteps, nameof(WarmupSteps));
        CheckNotNegative(GraceSteps, nameof(GraceSteps));
    }

    /// <summary>The learning rate's factor so many updates after a reset: 1 - 0.99 * (1 + cos(pi t / (warm-up + 1))) / 2.</summary>
    /// <param name="updates">From 0.</param>
    public double FactorAfterReset(long updates) =>
        updates < WarmupSteps ? 1 - (0.99 * 0.5 * (1 + Math.Cos(Math.PI * updates / (WarmupSteps + 1)))) : 1;

    /// <inheritdoc/>
    public override FlatOptimizer CreateOptimizer(ParameterArena arena) => new FlatSpam(arena, this);
}
