using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

// What a trainer takes when it is made, and gives back.
public sealed partial class Trainer
{
    private bool _isDisposed;

    private Trainer(Module model, TrainingPlan plan, Device device, long totalSteps, TrainerOptions options)
    {
        Model = model;
        Plan = plan;
        _options = options;
        _reducer = options.Reducer is { Ranks: > 1 } ? options.Reducer : null;
        try
        {
            if (options.CheckpointFolder is { } folder)
            {
                Claim(folder);
                _defaultFolder = FullName(folder);
            }

            _arena = ArenaPreparation.Prepare(model, plan, device, options.ScalarsOnDevice);
            _schedule = plan.CreateSchedule(totalSteps);
            _optimizer = plan.Optimizer.CreateOptimizer(_arena);
            _scaler = plan.Precision?.CreateScaler(_arena.ScalarDevice);
            _skipped = new(0, _arena.ScalarDevice);
            _skippedInARow = new(0, _arena.ScalarDevice);
            foreach (var part in plan.Stages)
            {
                _stages.Add(part.CreateStage(_arena));
            }

            foreach (var part in plan.Parts.OfType<ILossPart>())
            {
                _lossTerms.Add(part.Attach(model));
            }

            _auxiliaryLosses = [.. model.modules().OfType<IAuxiliaryLoss>()];
            _parameters = new(model, _arena, "trainer", "trained");
            _mode = new(model);
            _seed = unchecked((ulong)initial_seed());
            _observers.AddRange(options.Observers);
            foreach (var part in plan.Parts.OfType<IObserverPart>())
            {
                _observers.Add(part.CreateObserver(this));
            }

            MakeSureThereIsRoom();
        }
        catch (Exception exception)
        {
            // The observers that the caller made stay the caller's.
            if (Disposal.Of(Belongings.Except<object>(options.Observers, ReferenceEqualityComparer.Instance).OfType<IDisposable>()) is [_, ..] thrown)
            {
                throw new AggregateException([exception, .. thrown]);
            }

            throw;
        }
    }

    /// <summary>Prepares a run: moves the model, lays its parameters out flat, makes the optimiser and the stages, and tries the checkpoint folder.</summary>
    /// <remarks>
    /// Where that fails, nothing stays taken: no folder is locked, no memory held, no hook left on the model. <see cref="TrainerOptions.Observers"/> are not disposed then. What was done to the model
    /// stays done, and how far it went depends on what failed: it may be on the device already, without gradients, and with <see cref="Precision.MixedPrecision"/> its weights may be rounded to half precision, which no way back undoes. Make
    /// the model anew, or load its weights again, before the next try. A warm-up longer than the run, options that make no sense, a model with nothing to train, a <see cref="LayerwiseDecay"/> without layers, a type that checkpoints cannot hold and a checkpoint folder that cannot be written are found before anything is touched.
    /// </remarks>
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
        return new(model, plan, device, totalSteps, options);
    }

    /// <summary>Frees the flat gradients and the optimiser's state, disposes the observers and lets the next run into the checkpoint folders. The model keeps its parameters.</summary>
    /// <remarks>
    /// What one of them throws, such as a log whose last lines cannot be written, keeps none of the others from it and is thrown in the end: as it is, or where several
    /// threw, in an <see cref="AggregateException"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A step is running: this was called from its loss, from an observer or from another thread.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        if (Volatile.Read(ref _stepping) == 1)
        {
            throw new InvalidOperationException(
                "Dispose was called while a step of this trainer was running: from its loss, from an observer or from another thread. To end the training there, throw an exception or set a flag that ends your loop, and dispose the trainer when Step has returned.");
        }

        _isDisposed = true;
        Disposal.Rethrow(Disposal.Of(Belongings));
    }

    // Who watches and writes goes first, the memory after it, and the locks of folders last. Where the constructor did not come to its end, there are fewer.
    private IEnumerable<IDisposable> Belongings =>
        ((IEnumerable<object?>)[.. _observers, .. _lossTerms, .. _stages, _optimizer, _scaler, _schedule, _skipped, _skippedInARow, _arena, .. _claims]).OfType<IDisposable>();
}
