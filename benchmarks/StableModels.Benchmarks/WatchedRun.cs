using StableModels.Monitoring;
using StableModels.Recovery;
using StableModels.Training;

namespace StableModels.Benchmarks;

/// <summary>A training run with everything that watches and protects: layer readings, all detectors, curves, metrics, JSON lines, the spike guard and its snapshots.</summary>
internal sealed class WatchedRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watched-").FullName;

    public WatchedRun(GptSize size, bool? scalarsOnDevice = null, int? watchEvery = null, SpikeGuard? guard = null)
    {
        var watch = new GradientWatch { Every = watchEvery ?? new GradientWatch().Every };
        guard ??= new SpikeGuard();
        // The steps at which the host may have to wait: everything that looks, looks then.
        Reporting = [new RunHistory("x").ReadEvery, watch.Every, guard.LookEvery, guard.SnapshotEvery, new TrainerOptions().MaxSkippedInARow];
        Run = new GptRun(size, options: new TrainerOptions
        {
            ScalarsOnDevice = scalarsOnDevice,
            Observers = [new RunHistory("watched"), watch, new MetricsObserver("watched"), new JsonLinesObserver(Path.Combine(_folder, "run.jsonl")), new SpikeRecovery(guard)],
        });
    }

    public GptRun Run { get; }

    /// <summary>The intervals of everything that reads numbers from a device.</summary>
    public IReadOnlyList<int> Reporting { get; }

    public void Dispose()
    {
        Run.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
