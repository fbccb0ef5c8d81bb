namespace StableModels.Training;

/// <summary>
/// One declared part of a <see cref="TrainingPlan"/>: the settings of an optimiser, a schedule, a clipper, a precision or an extra.
/// Implementations are sealed, immutable and check their arguments in the constructor.
/// </summary>
public interface ITrainingPart
{
    /// <summary>Throws an <see cref="ArgumentException"/> that says what to do when the settings make no sense.</summary>
    void Validate();
}
