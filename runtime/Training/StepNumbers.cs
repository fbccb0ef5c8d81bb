namespace StableModels.Training;

/// <summary>The numbers of a step before anybody read them.</summary>
internal readonly record struct StepNumbers(
    StepScalar Loss,
    StepScalar GradientNorm,
    StepScalar ClipCoefficient,
    StepScalar ClipThreshold,
    StepScalar ClippedShare,
    StepScalar LearningRate,
    StepScalar LossScale,
    StepScalar Updates,
    IReadOnlyList<(StepScalar Flag, string Reason)> Skips);
