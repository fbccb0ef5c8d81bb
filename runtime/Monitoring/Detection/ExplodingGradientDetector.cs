using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// A gradient far above what it was (100 times the median for three steps in a row), one that is huge from the start, or one that grows on its way back through the layers
/// (first over last above 10^4) in a run that gets nowhere. Thresholds: stability reference H2; AUTOTRAINER (ICSE 2021) warns from a ratio of 70.
/// </summary>
public sealed class ExplodingGradientDetector : Detector
{
    private readonly RobustWindow _norms = new(100);
    private readonly Streak _high;
    private readonly Streak _steep;

    /// <summary>With the default thresholds.</summary>
    public ExplodingGradientDetector() => (_high, _steep) = (NewStreak("high"), NewStreak("steep"));

    /// <summary>Times the median.</summary>
    public double Factor { get; init; } = 100;

    /// <summary>A median norm that is too large whatever it was before.</summary>
    public double Huge { get; init; } = 1e6;

    /// <summary>Gradient norm of the first kernel over the last.</summary>
    public double Ratio { get; init; } = 1e4;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        var median = _norms.Median;
        // A converged run's norms fall towards zero and jump on a hard batch; that hurts only when the loss is up as well.
        var high = _norms.Count >= 20 && step.GradientNorm > Factor * median && step.Loss > trend.Start;
        var staysHigh = _high.Add(high);
        if (!high)
            _norms.Add(step.GradientNorm);
        if (_norms.Count >= 20 && _norms.Median > Huge)
            return FromTheStart(step, _norms.Median);
        if (!staysHigh)
            return null;
        return new Finding
        {
            Name = "Exploding gradient",
            Severity = Severity.Error,
            Step = step.Step,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The gradient norm is {step.GradientNorm:G4}, {step.GradientNorm / median:G3} times its median {median:G4}, for three steps in a row (threshold {Factor:G3}); the loss is {step.Loss:G4}."),
            Advice = "Clip with [ClipNorm(1.0)], warm the learning rate up and lower it.",
            Link = PageOf("exploding gradient"),
        };
    }

    private Finding FromTheStart(in StepRecord step, double median) => new()
    {
        Name = "Exploding gradient",
        Severity = Severity.Error,
        Step = step.Step,
        Evidence = string.Create(CultureInfo.InvariantCulture, $"The gradient norm's median over the last {_norms.Count} steps is {median:G4} (threshold {Huge:G3}); the loss is {step.Loss:G4}."),
        Advice = "Initialise with the fan-in gain of the activation, and average the loss instead of summing it.",
        Link = PageOf("exploding gradient"),
    };

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(trend);
        var ratio = reading.FirstToLast;
        if (!_steep.Add(ratio > Ratio) || !trend.IsStalled)
            return null;
        return new Finding
        {
            Name = "Exploding gradient",
            Severity = Severity.Warning,
            Step = reading.Step,
            Layer = reading.Parameters[reading.Kernels.First()].Name,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The first kernel's gradient is {ratio:G3} times the last one's in three readings (threshold {Ratio:G3}), and the loss is {trend.Recent:G4} after a start at {trend.Start:G4}."),
            Advice = "Initialise with the fan-in gain of the activation, and add Pre-LN residual blocks.",
            Link = PageOf("exploding gradient"),
        };
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.SetWindow("norms", _norms);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        state.GetWindow("norms", _norms);
    }
}
