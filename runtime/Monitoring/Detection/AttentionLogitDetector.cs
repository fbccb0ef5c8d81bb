using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// Attention logits that have grown until softmax is nearly one-hot: above 100 in three readings (the threshold of QK-clip; Kimi K2, 2025). Needs
/// <see cref="GradientWatch.Activations"/>.
/// </summary>
public sealed class AttentionLogitDetector : Detector
{
    private int _inARow;

    /// <summary>The largest logit that is let pass.</summary>
    public double Limit { get; init; } = 100;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var (layer, largest) = reading.AttentionLogits.DefaultIfEmpty(("", 0)).MaxBy(item => item.Item2);
        _inARow = largest > Limit ? _inARow + 1 : 0;
        if (_inARow < 3)
            return null;
        return new Finding
        {
            Name = "Attention logits",
            Severity = Severity.Warning,
            Step = reading.Step,
            Layer = layer,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"The largest attention logit is {largest:G4}, above {Limit:G3} in three readings."),
            Advice = "Normalise queries and keys with QkNorm = true, or cap the logits with LogitSoftCap = 50, and lower the learning rate.",
            Link = PageOf("attention logits"),
        };
    }

    /// <inheritdoc/>
    public override void Rewind() => _inARow = 0;

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.Set("in_a_row", (long)_inARow);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        _inARow = (int)state.Int64("in_a_row");
    }
}
