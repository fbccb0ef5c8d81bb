namespace StableModels.Monitoring;

/// <summary>What one optimisation step measured, as plain numbers on the host.</summary>
/// <param name="Step">The step's number, from 1.</param>
/// <param name="Loss">The loss averaged over the step's micro-batches; not finite when the step went wrong.</param>
/// <param name="GradientNorm">The global L2 norm of the gradient before clipping.</param>
/// <param name="ClipCoefficient">What the gradient was multiplied with: 1 when it was not clipped.</param>
/// <param name="LearningRate">The learning rate that the step was taken with.</param>
public readonly record struct StepRecord(long Step, double Loss, double GradientNorm, double ClipCoefficient, double LearningRate)
{
    /// <summary>Whether the step was left out because its gradient was not finite.</summary>
    public bool Skipped { get; init; }

    /// <summary>The loss scale of mixed precision, or null without one.</summary>
    public double? LossScale { get; init; }

    /// <summary>Time since the run started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The share of the gradient's parts that a clipper changed, for clippers without one common coefficient.</summary>
    public double ClippedShare { get; init; }

    /// <summary>The norm above which the gradient is clipped, when the clipper has one such limit.</summary>
    public double? ClipThreshold { get; init; }

    /// <summary>Whether clipping changed the gradient.</summary>
    public bool Clipped => ClipCoefficient < 1 || ClippedShare > 0;
}
