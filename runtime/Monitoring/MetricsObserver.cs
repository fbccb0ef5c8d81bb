using System.Diagnostics.Metrics;

namespace StableModels.Monitoring;

/// <summary>
/// Publishes a run through <see cref="System.Diagnostics.Metrics"/>, where OpenTelemetry, Prometheus exporters and <c>dotnet-counters</c> find it.
/// The meter is <see cref="MeterName"/>; every measurement carries the tag <c>run</c>.
/// </summary>
public sealed class MetricsObserver : StepObserver, IDisposable
{
    /// <summary>The name to give to <c>AddMeter</c>.</summary>
    public const string MeterName = "StableModels.Training";

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValuePair<string, object?> _run;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _clipped;
    private readonly Counter<long> _findings;
    private readonly Histogram<double> _gradientNorm;
    private readonly Histogram<double> _duration;
    private readonly RollingRate _clipRate = new();
    private StepRecord? _last;

    /// <summary>Makes the instruments.</summary>
    /// <param name="run">The value of the tag <c>run</c>.</param>
    public MetricsObserver(string run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        _run = new("run", run);
        _steps = _meter.CreateCounter<long>("stablemodels.training.steps", "{step}", "Optimisation steps, skipped ones included.");
        _skipped = _meter.CreateCounter<long>("stablemodels.training.steps.skipped", "{step}", "Steps left out because the gradient was not finite.");
        _clipped = _meter.CreateCounter<long>("stablemodels.training.steps.clipped", "{step}", "Steps whose gradient was clipped.");
        _findings = _meter.CreateCounter<long>("stablemodels.training.findings", "{finding}", "What the detectors found, by name and severity.");
        _gradientNorm = _meter.CreateHistogram<double>("stablemodels.training.gradient.norm", "1", "Global L2 norm of the gradient before clipping.");
        _duration = _meter.CreateHistogram<double>("stablemodels.training.step.duration", "s", "Time from one step to the next.");
        _meter.CreateObservableGauge("stablemodels.training.loss", () => Latest(step => step.Loss), "1", "The last step's loss.");
        _meter.CreateObservableGauge("stablemodels.training.learning_rate", () => Latest(step => step.LearningRate), "1", "The last step's learning rate.");
        _meter.CreateObservableGauge("stablemodels.training.loss_scale", () => Latest(step => step.LossScale), "1", "The loss scale of mixed precision.");
        _meter.CreateObservableGauge("stablemodels.training.clip.rate", () => Latest(_ => _clipRate.Value), "1", "Share of the last 200 steps that were clipped.");
    }

    /// <inheritdoc/>
    public override void Record(in StepRecord step)
    {
        _steps.Add(1, _run);
        if (step.Skipped)
            _skipped.Add(1, _run);
        if (step.Clipped)
            _clipped.Add(1, _run);
        if (double.IsFinite(step.GradientNorm))
            _gradientNorm.Record(step.GradientNorm, _run);
        if (_last is { } before && step.Elapsed > before.Elapsed)
            _duration.Record((step.Elapsed - before.Elapsed).TotalSeconds, _run);
        _clipRate.Add(step.Clipped);
        _last = step;
    }

    /// <inheritdoc/>
    public override void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        _findings.Add(1, _run, new("name", finding.Name), new("severity", finding.Severity.ToString()));
    }

    /// <summary>Passes on the steps that wait, and takes the instruments away.</summary>
    public void Dispose()
    {
        Flush();
        _meter.Dispose();
    }

    private IEnumerable<Measurement<double>> Latest(Func<StepRecord, double?> value) =>
        _last is { } step && value(step) is { } latest && double.IsFinite(latest) ? [new(latest, _run)] : [];
}
