using System.Diagnostics;
using StableModels.Monitoring.Detection;
using StableModels.Training;

namespace StableModels.Monitoring;

/// <summary>
/// Something that is told every step and every finding of a run: a report, a log, a dashboard. On the CPU a step is passed on at once; on a device the
/// steps wait and are read together, so that watching makes the host wait once in <see cref="ReadEvery"/> steps.
/// </summary>
public abstract class StepObserver : ITrainingObserver
{
    private readonly Queue<(StepResult Result, TimeSpan Elapsed)> _waiting = new();
    private Stopwatch? _clock;
    private TimeSpan _before;
    private bool _scaled;

    private readonly int _readEvery = 20;

    /// <summary>Steps between two readings on a device. Default 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int ReadEvery
    {
        get => _readEvery;
        init
        {
            OutOfRange.ThrowIfBelow(value, 1, nameof(ReadEvery));
            _readEvery = value;
        }
    }

    /// <summary>Takes a step. Steps come in order; an earlier step than the last means that training went back.</summary>
    /// <param name="step">What the step measured.</param>
    public abstract void Record(in StepRecord step);

    /// <summary>Takes a finding. Nothing is done by default.</summary>
    /// <param name="finding">What was found.</param>
    public virtual void Add(Finding finding) => ArgumentNullException.ThrowIfNull(finding);

    /// <summary>Takes a reading of all layers. Nothing is done by default.</summary>
    /// <param name="reading">One number a parameter for everything that is measured.</param>
    public virtual void Add(LayerReading reading) => ArgumentNullException.ThrowIfNull(reading);

    /// <inheritdoc/>
    public virtual void OnStep(Trainer trainer, StepResult result)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(result);
        var elapsed = _clock?.Elapsed ?? TimeSpan.Zero;
        _clock ??= Stopwatch.StartNew();
        _scaled = trainer.Scaler is not null;
        _waiting.Enqueue((result, _before + elapsed));
        if (trainer.Arena.ScalarDevice is null || result.Step % ReadEvery == 0)
            Flush();
    }

    /// <summary>Passes on the steps that wait. Call it before reading what an observer gathered on a device.</summary>
    public void Flush()
    {
        // Each once, also where Record throws.
        while (_waiting.TryDequeue(out var step))
        {
            var (result, elapsed) = step;
            Record(new StepRecord(result.Step, result.Loss, result.GradientNorm, result.ClipCoefficient, result.LearningRate)
            {
                Skipped = result.Skipped,
                ClippedShare = result.ClippedShare,
                ClipThreshold = result.ClipThreshold,
                LossScale = _scaled ? result.LossScale : null,
                Elapsed = elapsed,
            });
        }
    }

    /// <summary>Lets the clock of a resumed run go on from where the run was saved.</summary>
    private protected void ResumeClock(TimeSpan elapsed) => (_before, _clock) = (elapsed, null);
}
