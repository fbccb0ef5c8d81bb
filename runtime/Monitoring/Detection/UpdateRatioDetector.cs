using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// Steps of the wrong length beside the weights, in a run that gets nowhere: every kernel moves by less than 10^-4 of its norm, or one by more than a tenth of it, in three
/// readings. A step is usually 10^-3. What trains well is let be: small steps are right late in a run, large ones while a branch grows from zero.
/// </summary>
public sealed class UpdateRatioDetector : Detector
{
    private readonly Streak _small;
    private readonly Streak _large;

    /// <summary>With the default thresholds.</summary>
    public UpdateRatioDetector() => (_small, _large) = (NewStreak("small"), NewStreak("large"));

    /// <summary>‖step‖ / ‖weight‖ below which nothing moves.</summary>
    public double Low { get; init; } = 1e-4;

    /// <summary>‖step‖ / ‖weight‖ above which a kernel is another one within a few steps.</summary>
    public double High { get; init; } = 0.1;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(trend);
        var measured = reading.Kernels.Where(i => double.IsFinite(reading.UpdateRatio[i])).ToArray();
        var fastest = measured.Length == 0 ? -1 : measured.MaxBy(i => reading.UpdateRatio[i]);
        var ratio = fastest < 0 ? double.NaN : reading.UpdateRatio[fastest];
        var (isSmall, isLarge) = (_small.Add(ratio < Low), _large.Add(ratio > High));
        if ((!isSmall && !isLarge) || !trend.IsStalled)
            return null;
        var name = isSmall ? "Small updates" : "Large updates";
        return new Finding
        {
            Name = name,
            Severity = Severity.Warning,
            Step = reading.Step,
            Layer = isSmall ? null : reading.Parameters[fastest].Name,
            Evidence = isSmall
                ? string.Create(CultureInfo.InvariantCulture, $"No kernel moves by more than {ratio:G3} of its norm in a step, in three readings (threshold {Low:G1}), and the loss is {trend.Recent:G4} after a start at {trend.Start:G4}.")
                : string.Create(CultureInfo.InvariantCulture, $"It moves by {ratio:G3} of its norm in a step, in three readings (threshold {High:G1}), and the loss is {trend.Recent:G4} after a start at {trend.Start:G4}."),
            Advice = isSmall
                ? "Raise the learning rate or the clip threshold, or check that zero_grad, backward and step are all called and that the loss is not detached."
                : "Lower the learning rate, or warm it up for longer.",
            Link = PageOf(name),
        };
    }
}
