using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// Attention logits that have grown until softmax is nearly one-hot: a warning above 50 in three readings, an error above 100 (the threshold of QK-clip; Kimi K2, 2025). Needs
/// <see cref="GradientWatch.Activations"/>.
/// </summary>
public sealed class AttentionLogitDetector : Detector
{
    private readonly Streak _large;
    private readonly Streak _tooLarge;

    /// <summary>With the default thresholds.</summary>
    public AttentionLogitDetector() => (_large, _tooLarge) = (NewStreak("large"), NewStreak("too_large"));

    /// <summary>The largest logit that is let pass.</summary>
    public double Warning { get; init; } = 50;

    /// <summary>The largest logit with which softmax still has a gradient worth the name.</summary>
    public double Limit { get; init; } = 100;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var (layer, largest) = reading.AttentionLogits.DefaultIfEmpty(("", 0)).MaxBy(item => item.Item2);
        var (isLarge, isTooLarge) = (_large.Add(largest > Warning), _tooLarge.Add(largest > Limit));
        if (!isLarge)
            return null;
        return new Finding
        {
            Name = "Attention logits",
            Severity = isTooLarge ? Severity.Error : Severity.Warning,
            Step = reading.Step,
            Layer = layer,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The largest attention logit is {largest:G4}, above {(isTooLarge ? Limit : Warning):G3} in three readings."),
            Advice = "Normalise queries and keys with QkNorm = true, or cap the logits with LogitSoftCap = 50, and lower the learning rate.",
            Link = PageOf("attention logits"),
        };
    }
}
