using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// Units whose bias gets no gradient at all, or that are seen to be zero for the whole batch (<see cref="GradientWatch.Activations"/>), reading after reading: they are off for
/// every input (dying ReLU). From 0.7 of a layer's units (AUTOTRAINER, ICSE 2021) in a run that gets nowhere.
/// </summary>
public sealed class DyingReluDetector : Detector
{
    private readonly Streak _dead;

    /// <summary>With the default threshold.</summary>
    public DyingReluDetector() => _dead = NewStreak("in_a_row");

    /// <summary>The share of a layer's units.</summary>
    public double Share { get; init; } = 0.7;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(trend);
        var (worst, share, what) = ("", Share, "");
        for (var i = 0; i < reading.Parameters.Count; i++)
        {
            if (reading.Parameters[i].Kind == ParameterKind.Vector && reading.ZeroGradientShare[i] >= share)
                (worst, share, what) = (reading.Parameters[i].Name, reading.ZeroGradientShare[i], "get no gradient");
        }
        foreach (var (layer, dead) in reading.DeadUnits)
        {
            if (dead >= share)
                (worst, share, what) = (layer, dead, "are zero for the whole batch");
        }
        if (!_dead.Add(worst.Length > 0) || !trend.IsStalled)
            return null;
        return new Finding
        {
            Name = "Dying ReLU",
            Severity = Severity.Warning,
            Step = reading.Step,
            Layer = worst,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"{share:P0} of its units {what} in three readings (threshold {Share:P0}), and the loss is {trend.Recent:G4} after a start at {trend.Start:G4}."),
            Advice = "Lower the learning rate, normalise the inputs, start biases at zero, or use GELU or a leaky ReLU.",
            Link = PageOf("dying relu"),
        };
    }
}
