namespace StableModels.Training;

/// <summary>A declared part that gives parameters learning rates or decays of their own.</summary>
public interface IRegroupingPart : ITrainingPart
{
    /// <summary>The groups to train with; every parameter exactly once.</summary>
    IReadOnlyList<ParameterGroup> Regroup(IReadOnlyList<ParameterGroup> groups);
}
