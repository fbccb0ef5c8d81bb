using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Schedules;

/// <summary>
/// The learning rate's factor for every update of a run: warm-up, then decay. It has no state of its own: it is a function of the number of
/// updates made, so a skipped step does not move it and a resumed run goes on where it was.
/// </summary>
public sealed class LearningRateSchedule : IDisposable
{
    // 400 MB of FP64.
    private const long LongestTable = 50_000_000;

    private Tensor? _table;
    private readonly long _warmupSteps;
    private readonly DecayPart? _decay;

    /// <param name="warmup">Null: none.</param>
    /// <param name="decay">Null: constant after the warm-up.</param>
    /// <param name="totalSteps">Updates of the whole run.</param>
    /// <exception cref="ArgumentException">The run has no steps, or the warm-up is longer than the run.</exception>
    public LearningRateSchedule(Warmup? warmup, DecayPart? decay, long totalSteps)
    {
        if (totalSteps < 1)
        {
            throw new ArgumentException($"A run of {totalSteps} steps trains nothing. Give the number of updates that you plan to make.", nameof(totalSteps));
        }

        warmup?.Validate();
        decay?.Validate();
        _warmupSteps = warmup?.Steps ?? 0;
        if (_warmupSteps > totalSteps)
        {
            throw new ArgumentException(
                $"Warmup({_warmupSteps}) is longer than the run of {totalSteps} steps, so the learning rate would never reach its peak. " +
                "Shorten the warm-up (1 to 10 % of the run is usual) or train longer.",
                nameof(warmup));
        }

        _decay = decay;
        TotalSteps = totalSteps;
    }

    /// <summary>Updates of the whole run.</summary>
    public long TotalSteps { get; }

    /// <summary>The factor on the peak learning rate for an update. Beyond the run's end it stays where it ended.</summary>
    /// <param name="update">The number of updates made before it, from 0.</param>
    public double FactorAt(long update)
    {
        OutOfRange.ThrowIfBelow(update, 0);
        if (update < _warmupSteps)
        {
            return (update + 1) / (double)_warmupSteps;
        }

        return _decay?.FactorAt(Math.Min(update, TotalSteps), _warmupSteps, TotalSteps) ?? 1;
    }

    /// <summary>The factor for an update whose number may be known only to a device: there it is looked up in a table of the whole run.</summary>
    /// <param name="update">The number of updates made before it, from 0.</param>
    public StepScalar FactorAt(StepScalar update)
    {
        if (!update.IsOnDevice)
        {
            return FactorAt((long)update.ToDouble());
        }

        if (_table is null)
        {
            if (TotalSteps > LongestTable)
            {
                throw new NotSupportedException($"A run of {TotalSteps} steps has no room for the table of its learning rates on the device. Set TrainerOptions.ScalarsOnDevice to false, or give the number of updates that you plan to make.");
            }

            var factors = new double[TotalSteps + 1];
            for (var step = 0; step < factors.Length; step++)
            {
                factors[step] = FactorAt((long)step);
            }

            _table = tensor(factors, device: update.Device).DetachFromDisposeScope();
        }

        var index = update.ToTensor(_table).to(ScalarType.Int64).clamp_max(TotalSteps).view(1);
        return StepScalar.Of(_table.index_select(0, index), keepOnDevice: true);
    }

    /// <summary>Frees the table.</summary>
    public void Dispose() => _table?.Dispose();
}
