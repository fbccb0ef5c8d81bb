using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// A hidden layer whose units started alike: after updates they still have the same weights and get the same gradient, so the layer is one unit wide for ever. A zero or constant
/// output layer, or a residual branch that starts at zero, is not: its units get different gradients.
/// </summary>
public sealed class SymmetryDetector : Detector
{
    private string _before = "";

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var now = reading.SymmetricKernels is [var first, ..] ? first : "";
        var stays = now.Length > 0 && string.Equals(now, _before, StringComparison.Ordinal);
        _before = now;
        return !stays ? null : new Finding
        {
            Name = "Symmetric initialisation",
            Severity = Severity.Error,
            Step = reading.Step,
            Layer = now,
            Evidence = "All its units have the same weights and get the same gradient, in two readings in a row.",
            Advice = "Initialise hidden weights at random; constants are for biases and output layers.",
            Link = PageOf("symmetric initialisation"),
        };
    }

    /// <inheritdoc/>
    public override void Rewind() => _before = "";

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.Set("before", _before);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        _before = state.Text("before");
    }
}
