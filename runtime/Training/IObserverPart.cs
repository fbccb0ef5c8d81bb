namespace StableModels.Training;

/// <summary>A declared part that watches the training.</summary>
public interface IObserverPart : ITrainingPart
{
    /// <summary>Makes the observer; the trainer is complete but has not taken a step.</summary>
    ITrainingObserver CreateObserver(Trainer trainer);
}
