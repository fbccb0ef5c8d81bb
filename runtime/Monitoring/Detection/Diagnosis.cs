using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>Runs the detectors over a run and tells their findings to its listeners.</summary>
public sealed class Diagnosis : StepObserver, IStateful
{
    private readonly List<(Detector Detector, long SilentUntil, Severity Said)> _detectors;
    private readonly List<Finding> _findings = [];
    private readonly LossTrend _trend;
    private long _lastStep;

    /// <summary>Watches a run with all detectors.</summary>
    /// <param name="totalSteps">The steps of the whole run; some failures can be judged after a part of it.</param>
    /// <param name="chanceLoss">The loss of the best answer that ignores the input (ln C for C balanced classes), when it is known: a run that stays there has learned nothing.</param>
    public Diagnosis(long totalSteps, double? chanceLoss = null)
        : this(totalSteps, All(), chanceLoss)
    {
    }

    /// <summary>Watches a run with the given detectors.</summary>
    /// <param name="totalSteps">The steps of the whole run.</param>
    /// <param name="detectors">The detectors; they keep state and belong to this run alone.</param>
    /// <param name="chanceLoss">As in the other constructor.</param>
    public Diagnosis(long totalSteps, IEnumerable<Detector> detectors, double? chanceLoss = null)
    {
        ArgumentNullException.ThrowIfNull(detectors);
        _trend = new(totalSteps, chanceLoss);
        _detectors = [.. detectors.Select(detector => (detector, long.MinValue, Severity.Info))];
    }

    /// <summary>Who is told the findings.</summary>
    public IReadOnlyList<StepObserver> Listeners { get; set; } = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Where the loss comes from and goes to.</summary>
    public LossTrend Trend => _trend;

    /// <summary>A new set of all detectors with their default thresholds.</summary>
    public static IReadOnlyList<Detector> All() =>
    [
        new NonFiniteDetector(),
        new DivergenceDetector(),
        new LossSpikeDetector(),
        new ExplodingGradientDetector(),
        new VanishingGradientDetector(),
        new DyingReluDetector(),
        new SymmetryDetector(),
        new UnreachedLayerDetector(),
        new AttentionLogitDetector(),
        new LargeWeightDetector(),
        new UpdateRatioDetector(),
        new HalfPrecisionDetector(),
        new PlateauDetector(),
        new ClipRateDetector(),
    ];

    /// <inheritdoc/>
    public override void Record(in StepRecord step)
    {
        if (step.Step <= _lastStep)
        {
            foreach (var (detector, _, _) in _detectors)
                detector.Rewind();
        }
        _lastStep = step.Step;
        _trend.Add(step);
        for (var i = 0; i < _detectors.Count; i++)
            Report(i, _detectors[i].Detector.OnStep(step, _trend));
    }

    /// <inheritdoc/>
    public override void Add(LayerReading reading)
    {
        base.Add(reading);
        for (var i = 0; i < _detectors.Count; i++)
            Report(i, _detectors[i].Detector.OnLayers(reading, _trend));
    }

    /// <summary>Passes on a finding that was made elsewhere.</summary>
    public override void Add(Finding finding)
    {
        base.Add(finding);
        _findings.Add(finding);
        foreach (var listener in Listeners)
            listener.Add(finding);
    }

    /// <summary>Puts what the next steps depend on into a checkpoint. Findings are not: the listeners keep theirs.</summary>
    public void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set("last_step", _lastStep);
        _trend.Save(state.Under("trend"));
        for (var i = 0; i < _detectors.Count; i++)
        {
            state.Set($"silent_until.{i}", _detectors[i].SilentUntil);
            state.Set($"said.{i}", (long)_detectors[i].Said);
            _detectors[i].Detector.Save(state.Under($"detector.{i}"));
        }
    }

    /// <summary>Takes it back.</summary>
    public void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _lastStep = state.Int64("last_step");
        _trend.Load(state.Under("trend"));
        for (var i = 0; i < _detectors.Count; i++)
        {
            _detectors[i] = (_detectors[i].Detector, state.Int64($"silent_until.{i}"), (Severity)state.Int64($"said.{i}"));
            _detectors[i].Detector.Load(state.Under($"detector.{i}"));
        }
    }

    private void Report(int index, Finding? finding)
    {
        // What has become graver is said again.
        if (finding is null || (finding.Step < _detectors[index].SilentUntil && finding.Severity <= _detectors[index].Said))
            return;
        var detector = _detectors[index].Detector;
        _detectors[index] = (detector, detector.Silence > long.MaxValue - finding.Step ? long.MaxValue : finding.Step + detector.Silence, finding.Severity);
        Add(finding);
    }
}
