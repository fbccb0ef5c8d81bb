using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

// What a trainer takes when it is made, and gives back.
public sealed partial class Trainer
{
    private Trainer(Module model, TrainingPlan plan, ParameterArena arena, long totalSteps, TrainerOptions options)
    {
        Model = model;
        Plan = plan;
        _arena = arena;
        _options = options;
        _reducer = options.Reducer is { Ranks: > 1 } ? options.Reducer : null;
        _schedule = plan.CreateSchedule(totalSteps);
        _optimizer = plan.Optimizer.CreateOptimizer(arena);
        _scaler = plan.Precision?.CreateScaler(arena.ScalarDevice);
        _skipped = new(0, arena.ScalarDevice);
        _skippedInARow = new(0, arena.ScalarDevice);
        _stages.AddRange(plan.Stages.Select(part => part.CreateStage(arena)));
        _auxiliaryLosses = [.. model.modules().OfType<IAuxiliaryLoss>()];
        _lossTerms = [.. plan.Parts.OfType<ILossPart>().Select(part => part.Attach(model))];
        _parameters = new(model, "trainer", "trained");
        _mode = new(model);
        _seed = unchecked((ulong)initial_seed());
        _observers.AddRange(options.Observers);
        _observers.AddRange(plan.Parts.OfType<IObserverPart>().Select(part => part.CreateObserver(this)));
    }

    /// <summary>Prepares a run: moves the model, lays its parameters out flat, makes the optimiser and the stages, and tries the checkpoint folder.</summary>
    /// <param name="model">Any module. An <see cref="IStableModel"/> says itself which parameters are decayed.</param>
    /// <param name="plan">How to train it.</param>
    /// <param name="device">Where to train it.</param>
    /// <param name="totalSteps">Updates of the whole run; the schedule is laid over them. Steps beyond train on with the learning rate that it ends on, and a finding says so once.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The warm-up is longer than the run, there is nothing to train, or options make no sense.</exception>
    /// <exception cref="NotSupportedException">A parameter or buffer has a type that checkpoints cannot hold; or the plan's half precision would drop the imaginary part of one.</exception>
    /// <exception cref="CheckpointException">The checkpoint folder cannot be written, another run uses it, or its disk has no room for the checkpoints of a run.</exception>
    public static Trainer Create(Module model, TrainingPlan plan, Device device, long totalSteps, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(device);
        options ??= new();
        OutOfRange.ThrowIfBelow(options.KeepCheckpoints, 1);
        OutOfRange.ThrowIfBelow(options.MaxSkippedInARow, 1);
        if (options.Observers.Contains(null!))
        {
            throw new ArgumentNullException(nameof(options), "One of TrainerOptions.Observers is null. Leave it out.");
        }

        plan.CreateSchedule(totalSteps).Dispose();
        RequireSavable(model, plan);
        FolderLock? claim = null;
        if (options.CheckpointFolder is { } folder)
        {
            new CheckpointFolder(folder).MakeSureItIsWritable();
            claim = FolderLock.Take(folder);
        }

        try
        {
            var arena = ArenaPreparation.Prepare(model, plan, device, options.ScalarsOnDevice);
            var trainer = new Trainer(model, plan, arena, totalSteps, options);
            trainer.TakeOver(claim);
            return trainer;
        }
        catch
        {
            claim?.Dispose();
            throw;
        }
    }

    /// <summary>Frees the flat gradients and the optimiser's state. The model keeps its parameters.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        try
        {
            foreach (var disposable in _stages.OfType<IDisposable>().Concat(_lossTerms).Concat(_observers.OfType<IDisposable>()))
            {
                disposable.Dispose();
            }
        }
        finally
        {
            // Also where an observer cannot write its last lines: the folder must be free for the next run.
            _optimizer.Dispose();
            _scaler?.Dispose();
            _schedule.Dispose();
            _skipped.Dispose();
            _skippedInARow.Dispose();
            _arena.Dispose();
            _claims.ForEach(claim => claim.Dispose());
            _claims.Clear();
        }
    }
}
