using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>A loss or a gradient that is not a number. Without loss scaling every such step is an error; with it, overflow is how the scale is found.</summary>
public sealed class NonFiniteDetector : Detector
{
    /// <inheritdoc/>
    public override long Silence => 100;

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        var badLoss = !double.IsFinite(step.Loss);
        if (!badLoss && (double.IsFinite(step.GradientNorm) || step.LossScale is not null))
            return null;
        return new Finding
        {
            Name = badLoss ? "Loss not finite" : "Gradient not finite",
            Severity = Severity.Error,
            Step = step.Step,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"Loss {step.Loss}, gradient norm {step.GradientNorm}; {(step.Skipped ? "the step was skipped" : "the step was taken")}."),
            Advice = badLoss
                ? "Look for log, sqrt or division of zero in the loss and for bad values in this batch; use log_softmax instead of log(softmax)."
                : "Look for sqrt or norm at zero and for overflow in the backward pass; compute the loss in FP32 and clip with [ClipNorm(1.0)].",
            Link = PageOf(badLoss ? "loss not finite" : "gradient not finite"),
        };
    }

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        // Backward runs from the last layer to the first: the last parameter that is hit is nearest to the cause.
        var layer = Array.FindLastIndex(reading.NonFinite, count => count > 0);
        if (layer < 0)
            return null;
        var hit = reading.NonFinite.Count(count => count > 0);
        return new Finding
        {
            Name = "Gradient not finite",
            Severity = Severity.Error,
            Step = reading.Step,
            Layer = reading.Parameters[layer].Name,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"{reading.NonFinite[layer]} elements of its gradient are not finite; {hit} of {reading.Parameters.Count} parameters are hit, it is the last."),
            Advice = "Backward runs from the last layer to the first, so look at what this layer feeds: sqrt or norm at zero, log of zero, overflow in half precision.",
            Link = PageOf("gradient not finite"),
        };
    }
}
