using StableModels.Gradients;

namespace StableModels.Training;

/// <summary>What belongs to a run rather than to the model.</summary>
public sealed class TrainerOptions
{
    /// <summary>Where checkpoints go. It is created and tried out before training starts. Null: no default folder.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>How many checkpoints are kept in the folder; at least 1. Default 3.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    /// <summary>Who sees every step, in this order, before the observers that the plan declares. The trainer disposes those that are <see cref="IDisposable"/>; where it cannot be made, they stay the caller's.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Averages gradients over processes. Null: this process trains alone.</summary>
    public IGradientReducer? Reducer { get; init; }

    /// <summary>How many steps in a row may be skipped before the trainer gives up with a <see cref="TrainingStalledException"/>; 1 stops at the first gradient that is not finite. Default 100.</summary>
    public int MaxSkippedInARow { get; init; } = 100;

    /// <summary>
    /// Whether norms, clip coefficients, counters and the loss scale stay on the device, so that no step makes the host wait for it. Null: unless the
    /// device is the CPU, where reading a number costs nothing.
    /// </summary>
    public bool? ScalarsOnDevice { get; init; }
}
