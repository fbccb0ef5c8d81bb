using StableModels.Training;

namespace StableModels.Recovery;

/// <summary>
/// Settings of the recovery from loss spikes, after PaLM (Chowdhery et al., 2022, section 5.1): go back to a state about 100 steps before the spike, leave
/// out some 200 batches, and go on. Cutting the learning rate at a second spike soon after is ours.
/// </summary>
public sealed record SpikeGuard : IObserverPart
{
    /// <summary>How far before the spike the state is taken from. Default 100 steps.</summary>
    public int RollBackSteps { get; init; } = 100;

    /// <summary>How many steps' batches are left out, counted from the state that is taken back; at least those up to the spike are. Default 200.</summary>
    public int SkipSteps { get; init; } = 200;

    /// <summary>Steps between snapshots. Default 100.</summary>
    public int SnapshotEvery { get; init; } = 100;

    /// <summary>
    /// Snapshots kept in memory, at 12 bytes a parameter for each with Adam's two moments. Default 2, which at every hundredth step reach back 100 to 200 steps.
    /// </summary>
    public int InMemory { get; init; } = 2;

    /// <summary>
    /// Bytes that the snapshots in memory may take together; older ones beyond it go to <see cref="Folder"/>, or without a folder are dropped, which a finding tells. Default 0: a
    /// quarter of the memory that the process may use.
    /// </summary>
    public long MemoryLimit { get; init; }

    /// <summary>Further snapshots kept in files. Default 0.</summary>
    public int OnDisk { get; init; }

    /// <summary>Where files go; null without files.</summary>
    public string? Folder { get; init; }

    /// <summary>The robust z-score that loss and gradient norm must both pass. Default 8.</summary>
    public double ZScore { get; init; } = 8;

    /// <summary>How many steps in a row without finite loss or gradient are one step too many. Default 3; with loss scaling, whose search for the scale looks the same, 20.</summary>
    public int NonFiniteInARow { get; init; }

    /// <summary>How often training may go back within <see cref="Window"/> steps before it gives up. Default 3.</summary>
    public int MaxRollBacks { get; init; } = 3;

    /// <summary>The steps over which roll-backs are counted. Default 5000.</summary>
    public int Window { get; init; } = 5000;

    /// <summary>What the learning rate is multiplied with from the second roll-back within the window on. Default 0.5; 1 leaves it.</summary>
    public double LearningRateCut { get; init; } = 0.5;

    /// <summary>Steps over which the cut learning rate is warmed up again from a tenth. Default 50; 0 for none.</summary>
    public int RewarmSteps { get; init; } = 50;

    /// <summary>Steps between looks at the loss on a device, where each look makes the host wait. Default 10; on the CPU every step is looked at.</summary>
    public int LookEvery { get; init; } = 10;

    /// <inheritdoc/>
    public void Validate()
    {
        Positive(RollBackSteps, nameof(RollBackSteps));
        Positive(SkipSteps, nameof(SkipSteps));
        Positive(SnapshotEvery, nameof(SnapshotEvery));
        Positive(InMemory, nameof(InMemory));
        Positive(MaxRollBacks, nameof(MaxRollBacks));
        Positive(Window, nameof(Window));
        Positive(LookEvery, nameof(LookEvery));
        if (OnDisk < 0 || RewarmSteps < 0 || NonFiniteInARow < 0 || MemoryLimit < 0)
            throw new ArgumentException("SpikeGuard: OnDisk, RewarmSteps, NonFiniteInARow and MemoryLimit cannot be negative; 0 switches them off or leaves the default.");
        if (!(ZScore > 0) || !double.IsFinite(ZScore))
            throw new ArgumentException($"SpikeGuard: ZScore = {ZScore} must be a positive number; 8 is usual.", nameof(ZScore));
        if (!(LearningRateCut > 0 && LearningRateCut <= 1))
            throw new ArgumentException($"SpikeGuard: LearningRateCut = {LearningRateCut} must lie in (0, 1]; 0.5 is usual, 1 leaves the learning rate.", nameof(LearningRateCut));
        if (((long)InMemory + OnDisk) * SnapshotEvery < RollBackSteps)
            throw new ArgumentException($"SpikeGuard: {InMemory + OnDisk} snapshots every {SnapshotEvery} steps do not reach back {RollBackSteps} steps. Keep more of them, or take them further apart.", nameof(RollBackSteps));
        if (Folder is null ? OnDisk > 0 : string.IsNullOrWhiteSpace(Folder))
            throw new ArgumentException($"SpikeGuard: {(Folder is null ? $"OnDisk = {OnDisk} keeps snapshots in files" : "Folder is blank")}, and no Folder says where. Name one, such as Folder = \"snapshots\", or leave OnDisk at 0 and Folder out.", nameof(Folder));
    }

    /// <inheritdoc/>
    public ITrainingObserver CreateObserver(Trainer trainer) => new SpikeRecovery(this);

    private static void Positive(int value, string name)
    {
        if (value < 1)
            throw new ArgumentException($"SpikeGuard: {name} = {value} must be at least 1.", name);
    }
}
