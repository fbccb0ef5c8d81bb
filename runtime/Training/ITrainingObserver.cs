namespace StableModels.Training;

/// <summary>
/// Sees every step after it is done: monitoring, recovery. An observer that also is <see cref="IStateful"/> has its state in checkpoints, one that is
/// <see cref="IDisposable"/> is disposed with the trainer.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>A step was taken or skipped. The trainer may be told to save, restore or skip batches from here.</summary>
    void OnStep(Trainer trainer, StepResult result);

    /// <summary>A checkpoint is safely on the disk.</summary>
    void OnSaved(Trainer trainer, string path)
    {
    }
}
