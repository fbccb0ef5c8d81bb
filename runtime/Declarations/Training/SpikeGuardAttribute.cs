using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>
/// Takes a run back when its loss spikes: restores the state of about 100 steps before, leaves out the batches around the spike and goes on
/// (Chowdhery et al., 2022, section 5.1).
/// </summary>
[Expands(typeof(Recovery.SpikeGuard))]
public sealed class SpikeGuardAttribute : TrainingAttribute
{
    /// <summary>How far before the spike the state is taken from. Default 100 steps.</summary>
    [Range(1, int.MaxValue)]
    public int RollBackSteps { get; set; } = 100;

    /// <summary>How many steps' batches are left out from there. Default 200.</summary>
    [Range(1, int.MaxValue)]
    public int SkipSteps { get; set; } = 200;

    /// <summary>Steps between snapshots. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int SnapshotEvery { get; set; } = 100;

    /// <summary>Snapshots kept in memory, at 12 bytes a parameter for each with Adam's two moments. Default 2, which reach back 100 to 200 steps.</summary>
    [Range(1, int.MaxValue)]
    public int InMemory { get; set; } = 2;

    /// <summary>Bytes that the snapshots in memory may take together; what is beyond it goes to <see cref="Folder"/>, or is dropped. Default 0: a quarter of the memory.</summary>
    [Range(0, long.MaxValue)]
    public long MemoryLimit { get; set; }

    /// <summary>Further snapshots kept in files. Default 0.</summary>
    [Range(0, int.MaxValue)]
    public int OnDisk { get; set; }

    /// <summary>Where files go.</summary>
    public string? Folder { get; set; }

    /// <summary>The robust z-score that loss and gradient norm must both pass. Default 8.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double ZScore { get; set; } = 8;

    /// <summary>How many steps in a row without finite values are too many. Default 3, with loss scaling 20.</summary>
    [Range(0, int.MaxValue)]
    public int NonFiniteInARow { get; set; }

    /// <summary>How often training may go back within <see cref="Window"/> steps. Default 3.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRollBacks { get; set; } = 3;

    /// <summary>The steps over which roll-backs are counted. Default 5000.</summary>
    [Range(1, int.MaxValue)]
    public int Window { get; set; } = 5000;

    /// <summary>What the learning rate is multiplied with from the second roll-back within the window on. Default 0.5.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double LearningRateCut { get; set; } = 0.5;

    /// <summary>Steps over which the cut learning rate is warmed up again. Default 50.</summary>
    [Range(0, int.MaxValue)]
    public int RewarmSteps { get; set; } = 50;

    /// <summary>Steps between looks at the loss on a device. Default 10.</summary>
    [Range(1, int.MaxValue)]
    public int LookEvery { get; set; } = 10;
}
