namespace StableModels.Training;

/// <summary>
/// Sees every step after it is done: monitoring, recovery. An observer that also is <see cref="IStateful"/> has its state in checkpoints, one that is
/// <see cref="IDisposable"/> is disposed with the trainer.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>A step was taken or skipped. The trainer may be told to save, restore or skip batches from here.</summary>
    /// <param name="trainer">The trainer, after the step.</param>
    /// <param name="result">What the step did; on a device, reading a number of it makes the host wait.</param>
    void OnStep(Trainer trainer, StepResult result);

    /// <summary>A checkpoint is safely on the disk.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="path">The checkpoint.</param>
    void OnSaved(Trainer trainer, string path)
    {
    }
}
