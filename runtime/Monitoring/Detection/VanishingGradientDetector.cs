using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// The gradient is lost on its way back: the first kernel's norm is below a thousandth of the last one's, reading after reading, in a run that gets
/// nowhere (AUTOTRAINER, ICSE 2021). A single small reading is no fault: an output layer that starts at zero sends no gradient back at first.
/// </summary>
public sealed class VanishingGradientDetector : Detector
{
    private readonly Streak _small;

    /// <summary>With the default threshold.</summary>
    public VanishingGradientDetector() => _small = NewStreak("in_a_row");

    /// <summary>Gradient norm of the first kernel over the last.</summary>
    public double Ratio { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(trend);
        var ratio = reading.FirstToLast;
        if (!_small.Add(ratio < Ratio) || !trend.IsStalled)
            return null;
        var first = reading.Kernels.First();
        return new Finding
        {
            Name = "Vanishing gradient",
            Severity = Severity.Warning,
            Step = reading.Step,
            Layer = reading.Parameters[first].Name,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The first kernel's gradient norm is {reading.GradientNorm[first]:G3}, {ratio:G3} of the last one's, in three readings (threshold {Ratio:G3}), and the loss is {trend.Recent:G4} after a start at {trend.Start:G4}."),
            Advice = "Use Pre-LN residual blocks, an activation that does not saturate, and the fan-in gain that belongs to it.",
            Link = PageOf("vanishing gradient"),
        };
    }
}
