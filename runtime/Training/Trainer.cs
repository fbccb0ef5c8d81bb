using StableModels.Gradients;
using StableModels.Layers;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

/// <summary>
/// Trains any TorchSharp module by a <see cref="TrainingPlan"/>, always in one order: zero, forward and backward per micro-batch with the scaled loss,
/// average over processes, unscale, finite check and norm, detectors, clipping, noise, optimiser, schedule, scaler, observers.
/// </summary>
/// <remarks>
/// A step whose gradient is not finite changes no parameter, no optimiser state, no statistic and not the schedule; it is counted and reported.
/// Everything that the next step depends on is in <see cref="Capture"/> and in checkpoints, so a resumed run gives the same bits as one that was never
/// stopped. Not thread-safe.
/// </remarks>
public sealed partial class Trainer : IDisposable
{
    private readonly ParameterArena _arena;
    private bool _isComputingLoss;
    private int _stepping;
    private bool _looksForGradients;
    private double _learningRateScale = 1;
    private long _batchCursor;
    private readonly FlatOptimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly LossScaler? _scaler;
    private readonly TrainerOptions _options;
    private readonly IGradientReducer? _reducer;
    private readonly List<IGradientStage> _stages = [];
    private readonly List<ITrainingObserver> _observers = [];
    private readonly IAuxiliaryLoss[] _auxiliaryLosses;
    private readonly List<ILossTerm> _lossTerms = [];
    private readonly KnownParameters _parameters;
    private readonly TrainingMode _mode;
    private ulong _seed;
    private readonly ScalarState _skipped;
    private readonly ScalarState _skippedInARow;

    /// <summary>The model that is trained.</summary>
    public Module Model { get; }

    /// <summary>How it is trained.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Updates of the whole run, as the schedule sees it.</summary>
    public long TotalSteps => _schedule.TotalSteps;

    /// <summary>Steps taken, skipped ones included.</summary>
    public long StepCount { get; private set; }

    /// <summary>Updates made: steps that were not skipped. The schedule follows these. Reading it waits for a device.</summary>
    public long UpdateCount => StepCount - SkippedCount;

    /// <summary>Steps that made no update. Reading it waits for a device.</summary>
    public long SkippedCount => (long)_skipped.Read();

    /// <summary>The index that the next micro-batch gets; part of checkpoints. Move it to leave batches out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a negative number.</exception>
    public long BatchCursor
    {
        get => _batchCursor;
        set
        {
            OutOfRange.ThrowIfBelow(value, 0, nameof(BatchCursor));
            _batchCursor = value;
        }
    }

    /// <summary>How many micro-batches the next step by index averages over.</summary>
    public int MicroBatches => Plan.BatchRamp?.MicroBatchesAfter(BatchCursor) ?? Plan.Accumulation?.MicroBatches ?? 1;

    /// <summary>The learning rate of the next update, before the groups' scales. Reading it waits for a device.</summary>
    public double LearningRate => Plan.Optimizer.LearningRate * _schedule.FactorAt(UpdateCount) * LearningRateScale;

    /// <summary>Multiplies every scheduled learning rate; for recovery that trains on more gently. Part of checkpoints. Default 1.</summary>
    public double LearningRateScale
    {
        get => _learningRateScale;
        set => _learningRateScale = value >= 0 && SettingRange.IsHeld(value * Plan.Optimizer.LearningRate)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A learning rate's scale is a number of at least 0, and the learning rate times it no more than FP32 holds, 3.4e38.");
    }

    /// <summary>The loss scaler of FP16 training; null without.</summary>
    public LossScaler? Scaler => _scaler;

    /// <summary>The optimiser, for monitoring.</summary>
    internal FlatOptimizer Optimizer => _optimizer;

    /// <summary>The flat parameters and gradients, for monitoring. After a step the gradients are those of that step.</summary>
    public ParameterArena Arena => _arena;

    /// <summary>Who sees every step, in order.</summary>
    public IReadOnlyList<ITrainingObserver> Observers => _observers;

    /// <summary>The gradient stages in the order in which they run.</summary>
    public IReadOnlyList<IGradientStage> Stages => _stages;

    /// <summary>One step on one batch. What layers ask for besides the task (<see cref="IAuxiliaryLoss"/>, such as an expert router's) is added before <c>backward</c>; the reported loss is without it.</summary>
    /// <param name="loss">Runs the model and gives a scalar loss.</param>
    /// <exception cref="ArgumentException">The loss is no single number, or does not depend on the model. One that depends on another model alone is refused at the second such step.</exception>
    /// <exception cref="InvalidOperationException">
    /// The plan has <see cref="GradientAccumulation"/> of more than one or a <see cref="BatchRamp"/>, which one batch cannot follow. Or a parameter came into the model after the trainer was made, took
    /// another's place or was given other memory, and would silently not be trained: looked for at the first step, at every hundredth and by <see cref="Save"/>.
    /// </exception>
    /// <exception cref="TrainingStalledException">Too many steps in a row made no update, or something took the gradients away from the trainer.</exception>
    public StepResult Step(Func<Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        RequireOneMicroBatch(
            "Step(() => loss) takes one micro-batch. Call Step(batch => loss), which runs as many as the plan says and gives each its index, or give the losses of one update to Step(Func<Tensor>[])");
        return Run(1, _ => loss(), firstBatch: -1);
    }

    /// <summary>One step on the average over as many micro-batches as are given, whatever the plan says of their number.</summary>
    /// <remarks><see cref="BatchCursor"/> stays where it is, and with it <see cref="MicroBatches"/> of a plan with a <see cref="BatchRamp"/>: move it on by what was consumed.</remarks>
    /// <param name="microBatches">Each runs the model and gives a scalar loss.</param>
    public StepResult Step(Func<Tensor>[] microBatches)
    {
        ArgumentNullException.ThrowIfNull(microBatches);
        if (microBatches.Length == 0)
        {
            throw new ArgumentException("There is no micro-batch. Give at least one function that runs the model and gives a loss.", nameof(microBatches));
        }

        if (Array.IndexOf(microBatches, null) is var missing and >= 0)
        {
            throw new ArgumentNullException(nameof(microBatches), $"The micro-batch {missing} has no loss function.");
        }

        return Run(microBatches.Length, index => microBatches[index](), firstBatch: -1);
    }

    /// <summary>One step on the batches that are next; the trainer keeps their index and moves it on, also when the step is skipped.</summary>
    /// <param name="lossOfBatch">Runs the model on the batch of that index and gives a scalar loss.</param>
    public StepResult Step(Func<long, Tensor> lossOfBatch)
    {
        ArgumentNullException.ThrowIfNull(lossOfBatch);
        var first = BatchCursor;
        return Run(MicroBatches, index => lossOfBatch(first + index), first);
    }

    // One micro-batch where the plan says more would train on, with noisier gradients than the learning rate is meant for.
    private void RequireOneMicroBatch(string insteadOf)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var declared = Plan.Accumulation is { MicroBatches: > 1 and var count } ? $"GradientAccumulation({count})"
            : Plan.BatchRamp is { } ramp ? $"BatchRamp({ramp.Start}, {ramp.Full}, {ramp.Batches})"
            : null;
        if (declared is not null)
        {
            throw new InvalidOperationException($"The plan has {declared}, and {insteadOf}; or leave {declared} out of the plan.");
        }
    }

    /// <summary>Tells a finding to everybody who watches the run.</summary>
    /// <param name="finding">What was found.</param>
    public void Tell(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        foreach (var observer in _observers.OfType<StepObserver>())
        {
            observer.Add(finding);
        }
    }

    private StepResult Run(int microBatches, Func<int, Tensor> lossOf, long firstBatch)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _stepping, 1) == 1)
        {
            throw new InvalidOperationException("Step was called while a step of the same trainer was running: from its loss, from an observer or from another thread. Call it when that step has returned.");
        }

        try
        {
            return Take(microBatches, lossOf, firstBatch);
        }
        catch (System.Runtime.InteropServices.ExternalException exception) when (IsOfTypes(exception))
        {
            throw new InvalidOperationException(
                $"MixedPrecision made the whole model {Plan.Precision!.ComputeType}, as its forward has no casts of its own, and something in the loss has another type. Cast what goes in, with x.to(ScalarType.{Plan.Precision.ComputeType}), and what comes out back to ScalarType.Float32 before the loss is computed. libtorch says: {exception.Message}",
                exception);
        }
        finally
        {
            Volatile.Write(ref _stepping, 0);
        }
    }

    private StepResult Take(int microBatches, Func<int, Tensor> lossOf, long firstBatch)
    {
        using var scope = NewDisposeScope();
        SeedDevice();
        _arena.ZeroGradients();
        ForgetEarlierRuns();
        var lossScale = _scaler?.Scale ?? 1;
        Tensor loss;
        _isComputingLoss = true;
        try
        {
            loss = Accumulate(microBatches, lossOf, lossScale);
        }
        finally
        {
            _isComputingLoss = false;
        }

        _parameters.CheckNowAndThen();
        if (_reducer is not null)
        {
            _reducer.Average(_arena.Gradients);
            _reducer.Average(loss);
        }

        using var noGrad = no_grad();
        (1 / lossScale).MultiplyInto(_arena.Gradients);
        var updates = _optimizer.Updates;
        var learningRate = Plan.Optimizer.LearningRate * LearningRateScale * _schedule.FactorAt(updates);
        using var context = new GradientContext(_arena, updates, learningRate, loss, StepCount);
        var isTimeToCheck = IsTimeToCheck;
        if (isTimeToCheck)
        {
            _looksForGradients = context.Norm.ToDouble() == 0;
            if (_looksForGradients)
            {
                _arena.CheckGradientsAreAttached();
            }
        }

        var finite = StepScalar.IsFinite(context.Norm);
        for (var stage = 0; stage < _stages.Count && !context.IsKnownToBeSkipped; stage++)
        {
            _stages[stage].Apply(context);
        }

        if (!context.IsKnownToBeSkipped)
        {
            _optimizer.Step(learningRate, context.Scale, context.Active);
        }

        _scaler?.Update(1 - finite);
        var skipped = 1 - context.Active;
        _skipped.Value += skipped;
        _skippedInARow.Value = (_skippedInARow.Value + skipped) * skipped;
        StepCount++;
        if (firstBatch >= 0)
        {
            BatchCursor = firstBatch + microBatches;
        }

        var result = new StepResult(StepCount, firstBatch, microBatches, new(
            context.Loss, context.Norm, context.ClipCoefficient, context.ClipThreshold, context.ClippedShare, learningRate, lossScale, _optimizer.Updates, context.Skips), loss);
        if (isTimeToCheck)
        {
            StopIfStalled(result);
        }

        foreach (var observer in _observers)
        {
            observer.OnStep(this, result);
        }

        TellOfMistakes(result, isTimeToCheck);
        return result;
    }

    // Where reading costs nothing, at every step; where the host would have to wait, at the first and now and then.
    private bool IsTimeToCheck => _arena.ScalarDevice is null || StepCount == 0 || (StepCount + 1) % _options.MaxSkippedInARow == 0;

    private Tensor Accumulate(int microBatches, Func<int, Tensor> lossOf, StepScalar lossScale)
    {
        Tensor? total = null;
        var hasArrived = !_looksForGradients;
        for (var index = 0; index < microBatches; index++)
        {
            using var scope = NewDisposeScope();
            var loss = lossOf(index);
            CheckLoss(loss);
            var factor = lossScale / microBatches;
            var objective = WithAuxiliaryLosses(loss);
            objective = factor == 1 ? objective : objective.mul(factor.ToTensor(objective).to(objective.dtype));
            if (_looksForGradients)
            {
                hasArrived |= _arena.ReceivesGradients(() => Backward(objective));
            }
            else
            {
                Backward(objective);
            }

            _arena.GatherGradients();
            var value = loss.detach().to(ScalarType.Float64, copy: true).view([]);
            total = total is null ? value.MoveToOuterDisposeScope() : total.add_(value);
        }

        return hasArrived ? microBatches == 1 ? total! : total!.div_(microBatches) : throw DoesNotDepend();
    }

    private static void Backward(Tensor objective)
    {
        try
        {
            objective.backward();
        }
        catch (System.Runtime.InteropServices.ExternalException exception) when (exception.Message.Contains("second time", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                "The loss was propagated backwards before: the trainer calls backward() itself, so do not call it in the loss, and compute the loss anew in every step. A state that goes from step to step must be detached; StepThrough does that.",
                exception);
        }
    }

    private void StopIfStalled(StepResult result)
    {
        var skippedInARow = _skippedInARow.Read();
        if (skippedInARow >= _options.MaxSkippedInARow)
        {
            throw new TrainingStalledException(
                $"{skippedInARow} steps in a row made no update, the last because {result.SkipReason} (loss {result.Loss}, gradient norm {result.GradientNorm}). " +
                "Look for NaN or infinity in the data and the parameters, lower the learning rate, or go back to an earlier checkpoint.");
        }
    }

    // TorchSharp cannot read the state of a GPU's default generator, so every step starts it anew from the run's seed and the step's number.
    private void SeedDevice()
    {
        if (_arena.Device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all(unchecked((long)SplitMix64(_seed + (ulong)StepCount)));
        }
    }

    // Steele, Lea and Flood, 2014: neighbouring numbers give unrelated seeds.
    private static ulong SplitMix64(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
