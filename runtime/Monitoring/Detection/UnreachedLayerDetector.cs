namespace StableModels.Monitoring.Detection;

/// <summary>
/// Layers that no gradient has ever reached, in three readings in a row, while the others learn: never called in the forward pass, or cut off by <c>detach</c>. A gradient that is 0 now and then is
/// right (experts that were not chosen, dropped branches, tasks that take turns), and so is one that is 0 at first (above a layer that starts at zero); neither is reported.
/// </summary>
public sealed class UnreachedLayerDetector : Detector
{
    private readonly Streak _unreached;

    /// <summary>A detector for one run.</summary>
    public UnreachedLayerDetector() => _unreached = NewStreak("in_a_row");

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!_unreached.Add(reading.Unreached.Count > 0))
            return null;
        return new Finding
        {
            Name = "Layer without gradient",
            Severity = Severity.Warning,
            Step = reading.Step,
            Layer = reading.Unreached[0],
            Evidence = $"No gradient has reached {(reading.Unreached.Count == 1 ? "it" : $"it and {string.Join(", ", reading.Unreached.Skip(1).Take(4))}{(reading.Unreached.Count > 5 ? $" and {reading.Unreached.Count - 5} more" : "")}")} in the whole run, while the others have theirs.",
            Advice = "Call the layer in the forward pass and look for detach() or no_grad() after it; zero weights and biases before a ReLU get none either; set requires_grad to false on what is not to learn.",
            Link = PageOf("layer without gradient"),
        };
    }
}
