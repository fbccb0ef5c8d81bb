using System.Globalization;
using System.Text.Json;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Training;

namespace StableModels.Recovery;

/// <summary>
/// Takes a run back when its loss spikes or stays without a finite value: restores the state from before, leaves out the batches around the spike, and
/// lets the run go on. What it left is as if the run had never seen those batches, to the last bit.
/// </summary>
public sealed class SpikeRecovery : ITrainingObserver, IStateful, IDisposable
{
    private readonly SpikeGuard _settings;
    private readonly SnapshotRing _ring;
    private readonly SpikeStatistics _statistics = new();
    private readonly List<RollBack> _audit = [];
    private readonly List<StepResult> _waiting = [];
    private readonly ToldOnce _notWritten = new();
    private readonly ToldOnce _cutShort = new();
    private int _nonFiniteInARow;
    private Trainer? _guarded;
    private double _rewarmTarget = 1;
    private long _rewarmFrom = -1;

    /// <summary>Guards one run.</summary>
    /// <param name="settings">When to go back, how far, and how often.</param>
    /// <exception cref="ArgumentException">Settings that make no sense.</exception>
    /// <exception cref="IOException">The folder for snapshots cannot be written.</exception>
    public SpikeRecovery(SpikeGuard settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        _settings = settings;
        _ring = new(settings.InMemory, settings.OnDisk, settings.Folder, settings.MemoryLimit > 0 ? settings.MemoryLimit : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
    }

    /// <summary>What was done, in the order in which it was done.</summary>
    public IReadOnlyList<RollBack> Audit => _audit;

    /// <summary>The snapshots.</summary>
    public SnapshotRing Ring => _ring;

    /// <inheritdoc/>
    /// <exception cref="TrainingStalledException">The run went wrong more often than <see cref="SpikeGuard.MaxRollBacks"/> allows.</exception>
    /// <exception cref="InvalidOperationException">It guards another trainer.</exception>
    public void OnStep(Trainer trainer, StepResult result)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(result);
        _guarded ??= trainer;
        if (_guarded != trainer)
            throw new InvalidOperationException("This SpikeRecovery guards another trainer: its snapshots are of that run and mean nothing in the next. Make one for each trainer, or declare [SpikeGuard].");
        _waiting.Add(result);
        var readingIsFree = trainer.Arena.ScalarDevice is null;
        var snapshotIsDue = result.Step % _settings.SnapshotEvery == 0 || !_ring.Steps.Any();
        if (!readingIsFree && !snapshotIsDue && result.Step % _settings.LookEvery != 0)
            return;

        if (Look(trainer) is { } wrong)
        {
            GoBack(trainer, wrong.Result, wrong.Reason);
            return;
        }
        Rewarm(trainer);
        // A state is worth keeping only if the step that led to it was sound.
        if (snapshotIsDue && _nonFiniteInARow == 0)
            KeepSnapshot(trainer);
    }

    /// <inheritdoc/>
    public void OnSaved(Trainer trainer, string path) => _ring.KeepFiles();

    /// <inheritdoc/>
    public void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _statistics.Save(state.Under("statistics"));
        state.Set("non_finite_in_a_row", (long)_nonFiniteInARow);
        state.Set("rewarm_target", _rewarmTarget);
        state.Set("rewarm_from", _rewarmFrom);
        state.Set("snapshots", _ring.Files);
        state.Set("audit", JsonSerializer.Serialize(_audit, RollBackJson.Default.ListRollBack));
    }

    /// <inheritdoc/>
    public void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var audit = JsonSerializer.Deserialize(state.Text("audit"), RollBackJson.Default.ListRollBack)!;
        _statistics.Load(state.Under("statistics"));
        _nonFiniteInARow = (int)state.Int64("non_finite_in_a_row");
        _rewarmTarget = state.Double("rewarm_target");
        _rewarmFrom = state.Int64("rewarm_from");
        _audit.Clear();
        _audit.AddRange(audit);
        _waiting.Clear();
        _ring.Adopt(state.Text("snapshots"));
    }

    /// <summary>Frees the snapshots; files that a checkpoint names stay for the run that resumes from it.</summary>
    public void Dispose() => _ring.Dispose();

    // Every decision reads only reduced values, so that all processes of a run decide alike.
    private (StepResult Result, string Reason)? Look(Trainer trainer)
    {
        var patience = _settings.NonFiniteInARow > 0 ? _settings.NonFiniteInARow : trainer.Scaler is null ? 3 : 20;
        foreach (var result in _waiting)
        {
            if (!double.IsFinite(result.Loss) || !double.IsFinite(result.GradientNorm))
            {
                if (++_nonFiniteInARow >= patience)
                    return (result, $"loss or gradient was not finite for {_nonFiniteInARow} steps in a row");
                continue;
            }
            _nonFiniteInARow = 0;
            if (_statistics.Judge(result.Loss, result.GradientNorm, _settings.ZScore) is { } spike)
                return (result, string.Create(CultureInfo.InvariantCulture, $"loss {result.Loss:G4} after a median of {spike.Median:G4} (robust z {spike.LossZ:G3}), gradient norm {result.GradientNorm:G4} (robust z {spike.NormZ:G3})"));
            _statistics.Add(result.Loss, result.GradientNorm);
        }
        _waiting.Clear();
        return null;
    }

    private void GoBack(Trainer trainer, StepResult result, string reason)
    {
        _waiting.Clear();
        _nonFiniteInARow = 0;
        var recent = _audit.Count(entry => entry.Step > result.Step - _settings.Window);
        if (recent >= _settings.MaxRollBacks)
        {
            throw new TrainingStalledException(
                $"Step {result.Step}: {reason}; training went back {recent} times in {_settings.Window} steps already, and the limit is {_settings.MaxRollBacks}. " +
                "Lower the learning rate, clip harder or look at the batches named in the audit trail: " + string.Join("; ", _audit));
        }
        if (_ring.TakeBackTo(result.Step - _settings.RollBackSteps) is not { } target)
        {
            throw new TrainingStalledException(
                $"Step {result.Step}: {reason}; there is no sound state to go back to. Resume from a checkpoint before it, and then lower LearningRateScale, or move BatchCursor past the batches around it.");
        }

        trainer.Restore(target.State, keepObservers: true);
        var firstSkipped = trainer.BatchCursor;
        // A run that brings its batches along has moved on by itself.
        if (result.Batch >= 0)
            trainer.BatchCursor = Math.Max(firstSkipped + ((long)_settings.SkipSteps * result.MicroBatches), result.Batch + result.MicroBatches);
        var scale = trainer.LearningRateScale;
        if (recent > 0 && _settings.LearningRateCut < 1)
        {
            // The state may be from before the last cut, which holds on.
            _rewarmTarget = scale = Math.Min(scale, _audit[^1].LearningRateScale) * _settings.LearningRateCut;
            _rewarmFrom = _settings.RewarmSteps > 0 ? trainer.StepCount : -1;
            trainer.LearningRateScale = _settings.RewarmSteps > 0 ? 0.1 * _rewarmTarget : _rewarmTarget;
        }

        var entry = new RollBack(result.Step, reason, target.Step, firstSkipped, trainer.BatchCursor, scale);
        _audit.Add(entry);
        Tell(trainer, entry);
    }

    private void KeepSnapshot(Trainer trainer)
    {
        _ring.Add(trainer.StepCount, trainer.CaptureToHost);
        if (_notWritten.IsDue(_ring.Problem is not null))
            TellOfAProblem(trainer);
        if (_cutShort.IsDue(_ring.IsCutShort))
            TellOfAShortRing(trainer);
    }

    private void TellOfAShortRing(Trainer trainer) => trainer.Tell(new Finding
    {
        Name = "Snapshots cut short",
        Severity = Severity.Info,
        Step = trainer.StepCount,
        Evidence = string.Create(CultureInfo.InvariantCulture, $"{_settings.InMemory} snapshots of {_ring.BytesInMemory / _ring.Steps.Count() / 1e6:F0} MB do not fit into the memory that they may take, so that training goes back less than {_settings.RollBackSteps} steps from a spike."),
        Advice = "Name a Folder for the older ones, or raise MemoryLimit.",
        Link = Detector.PageOf("snapshots cut short"),
    });

    private void TellOfAProblem(Trainer trainer) => trainer.Tell(new Finding
    {
        Name = "Snapshot not written",
        Severity = Severity.Warning,
        Step = trainer.StepCount,
        Evidence = string.Create(CultureInfo.InvariantCulture, $"A snapshot in '{_settings.Folder}' could not be kept: {_ring.Problem} Training goes on with {_ring.Steps.Count()}, the oldest of step {_ring.Steps.First()}."),
        Advice = "Free space in the folder; later snapshots go there again by themselves.",
        Link = Detector.PageOf("snapshot not written"),
    });

    private void Rewarm(Trainer trainer)
    {
        if (_rewarmFrom < 0)
            return;
        var share = Math.Min(1, (trainer.StepCount - _rewarmFrom) / (double)_settings.RewarmSteps);
        trainer.LearningRateScale = _rewarmTarget * (0.1 + (0.9 * share));
        if (share >= 1)
            _rewarmFrom = -1;
    }

    private static void Tell(Trainer trainer, RollBack entry)
    {
        trainer.Tell(new Finding
        {
            Name = "Rolled back",
            Severity = Severity.Info,
            Step = entry.RestoredStep,
            Evidence = $"At {entry}.",
            Advice = "The run goes on by itself; look at the batches that were left out if this comes again.",
            Link = Detector.PageOf("rolled back"),
        });
    }
}
