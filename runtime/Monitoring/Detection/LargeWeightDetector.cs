using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>Weights without bound: a warning when the largest one is above 1000 in three readings, an error above 10^6.</summary>
public sealed class LargeWeightDetector : Detector
{
    private readonly Streak _large;
    private readonly Streak _huge;

    /// <summary>With the default thresholds.</summary>
    public LargeWeightDetector() => (_large, _huge) = (NewStreak("large"), NewStreak("huge"));

    /// <summary>The largest weight that is let pass. Readings measure single weights from <see cref="LayerReading.LargeWeight"/> on.</summary>
    public double Warning { get; init; } = LayerReading.LargeWeight;

    /// <summary>The largest weight that is an error, whatever it is for.</summary>
    public double Limit { get; init; } = 1e6;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var (layer, largest) = reading.LargestWeights.DefaultIfEmpty(("", 0)).MaxBy(item => item.Item2);
        var (isLarge, isHuge) = (_large.Add(largest > Warning), _huge.Add(largest > Limit));
        if (!isLarge)
            return null;
        return new Finding
        {
            Name = "Large weights",
            Severity = isHuge ? Severity.Error : Severity.Warning,
            Step = reading.Step,
            Layer = layer,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"Its largest weight is {largest:G4}, above {(isHuge ? Limit : Warning):G3} in three readings."),
            Advice = "Lower the learning rate, add weight decay, and bring inputs and targets to the scale of 1.",
            Link = PageOf("large weights"),
        };
    }
}
