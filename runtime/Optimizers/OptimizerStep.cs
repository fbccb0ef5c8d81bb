using StableModels.Training;

namespace StableModels.Optimizers;

/// <summary>The numbers of one update.</summary>
/// <param name="LearningRate">Before the groups' scales; 0 when the step is skipped on the device.</param>
/// <param name="GradientScale">Still to be multiplied into the gradients; fold it into coefficients.</param>
/// <param name="Active">1, or 0 when the step is skipped on the device: gradients are then 0 and the state must keep its bits.</param>
/// <param name="Count">The updates made, this one included; at least 1.</param>
public readonly record struct OptimizerStep(StepScalar LearningRate, double GradientScale, StepScalar Active, StepScalar Count)
{
    /// <summary>A decay rate, or 1 when the step is skipped: what a moment is multiplied by.</summary>
    /// <param name="decayRate">In [0, 1).</param>
    public StepScalar Keep(StepScalar decayRate) => StepScalar.Where(Active, decayRate, 1);

    /// <summary>1 - beta^count.</summary>
    /// <param name="beta">The moment's decay rate, in [0, 1).</param>
    public StepScalar BiasCorrection(StepScalar beta) => 1 - StepScalar.Pow(beta, Count);
}
