using StableModels.Training;

namespace StableModels.Gradients;

/// <summary>The settings of a gradient stage.</summary>
public abstract record GradientStagePart : ITrainingPart
{
    /// <summary>Where the stage stands in the pipeline.</summary>
    public abstract GradientStageOrder Order { get; }

    /// <inheritdoc/>
    public abstract void Validate();

    /// <summary>Makes the stage with its state for an arena.</summary>
    public abstract IGradientStage CreateStage(ParameterArena arena);
}
