using StableModels.Monitoring.Detection;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Monitoring;

/// <summary>
/// Looks at every step and, from time to time, at every layer; runs the detectors over both and tells the trainer's other observers what they see and find. A reading
/// is one pass over the flat arena and one host sync: gradient norms, weight norms, update ratios, zero and non-finite elements of all parameters.
/// </summary>
public sealed class GradientWatch : StepObserver, IStateful, IDisposable
{
    private readonly IReadOnlyList<Detector> _detectors;
    private readonly int _every = 50;
    private IReadOnlyList<StepObserver> _listeners = [];
    private LayerReader? _reader;
    private ActivationReader? _activations;
    private Diagnosis? _diagnosis;

    /// <summary>Watches with all detectors, or with the given ones.</summary>
    /// <param name="detectors">The detectors; they keep state and belong to this run alone.</param>
    public GradientWatch(IReadOnlyList<Detector>? detectors = null) => _detectors = detectors ?? Diagnosis.All();

    /// <summary>Steps between readings of all layers. Default 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Every
    {
        get => _every;
        init
        {
            OutOfRange.ThrowIfBelow(value, 1, nameof(Every));
            _every = value;
        }
    }

    /// <summary>
    /// Whether readings also hold the largest attention logit of every attention layer and the share of every ReLU's units that are zero for the whole batch. Hooks look at the
    /// steps that are read, which then cost the attention scores once more; all other steps run without hooks. Default false.
    /// </summary>
    public bool Activations { get; init; }

    /// <summary>The loss of the best answer that ignores the input (ln C for C balanced classes), when it is known.</summary>
    public double? ChanceLoss { get; init; }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Finding> Findings => _diagnosis?.Findings ?? [];

    /// <summary>The last reading; null before the first.</summary>
    public LayerReading? Last { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The watch has looked at another trainer's steps.</exception>
    public override void OnStep(Trainer trainer, StepResult result)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(result);
        if (_reader is not null && !_reader.Reads(trainer.Arena))
            throw new InvalidOperationException("This GradientWatch watches another trainer: what it has seen of one run means nothing in the next. Make one for each trainer.");
        _listeners = [.. trainer.Observers.OfType<StepObserver>().Where(observer => observer != this)];
        _diagnosis ??= NewDiagnosis(trainer.TotalSteps);
        _diagnosis.Listeners = _listeners;
        foreach (var detector in _detectors.OfType<ClipRateDetector>())
            detector.Clipper ??= trainer.Plan.Clipping;
        _reader ??= new LayerReader(trainer.Model, trainer.Arena, trainer.Optimizer);
        base.OnStep(trainer, result);

        // Where reading is free the host knows at once that a gradient is not finite, and can say in which layer while it is still there.
        if (result.Step % Every == 0 || (trainer.Arena.ScalarDevice is null && !result.GradientIsFinite))
            Tell(WithActivations(_reader.Read(result.Step)));
        if ((result.Step + 1) % Every == 0)
        {
            _reader.KeepParameters(result.Step);
            if (Activations)
                (_activations ??= new(trainer.Model)).Arm();
        }
    }

    /// <inheritdoc/>
    public override void Record(in StepRecord step) => _diagnosis!.Record(step);

    /// <inheritdoc/>
    public void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Flush();
        state.Set("total_steps", _diagnosis?.Trend.TotalSteps ?? 0);
        _diagnosis?.Save(state);
    }

    /// <inheritdoc/>
    public void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Int64("total_steps") is var totalSteps and > 0)
        {
            _diagnosis = NewDiagnosis(totalSteps);
            _diagnosis.Load(state);
        }
        _reader?.ForgetParameters();
    }

    /// <summary>Frees the copy of the parameters and takes hooks away.</summary>
    public void Dispose()
    {
        _reader?.ForgetParameters();
        _activations?.Dispose();
    }

    private LayerReading WithActivations(LayerReading reading)
    {
        if (_activations is null)
            return reading;
        var (logits, dead) = _activations.Read();
        return reading with { AttentionLogits = logits, DeadUnits = dead };
    }

    private Diagnosis NewDiagnosis(long totalSteps) => new(totalSteps, _detectors, ChanceLoss);

    private void Tell(LayerReading reading)
    {
        Last = reading;
        _diagnosis!.Add(reading);
        foreach (var listener in _listeners)
            listener.Add(reading);
    }
}
