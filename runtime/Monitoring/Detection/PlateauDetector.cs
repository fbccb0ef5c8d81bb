using System.Globalization;
using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// After three tenths of the run the loss is where it started. Updates that are tiny beside the weights say that the learning rate is too low, a loss
/// that swings that it is too high; otherwise only the fact is reported.
/// </summary>
public sealed class PlateauDetector : Detector
{
    private double _updateRatio = double.NaN;

    /// <inheritdoc/>
    public override Finding? OnLayers(LayerReading reading, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(reading);
        _updateRatio = reading.Kernels.Select(i => reading.UpdateRatio[i]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        return null;
    }

    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        if (!trend.IsStalled)
            return null;
        var spread = trend.Window.Quantile(0.9) - trend.Window.Quantile(0.1);
        var flips = trend.Window.SignFlips();
        var level = string.Create(CultureInfo.InvariantCulture,
            $"The loss is {trend.Recent:G4} after {step.Step} steps and was {trend.Start:G4} at the start{(trend.ChanceLoss is { } chance ? $"; chance is {chance:G4}" : "")}");
        var (name, evidence, advice) = (spread > 0.3 * Math.Abs(trend.Recent) && flips > 0.5, _updateRatio < 1e-5) switch
        {
            (true, _) => ("Oscillation",
                string.Create(CultureInfo.InvariantCulture, $"; it swings by {spread:G3} and turns in {flips:P0} of the steps."),
                "Lower the learning rate or enlarge the batch; check the order and the labels of the data."),
            (_, true) => ("Plateau",
                string.Create(CultureInfo.InvariantCulture, $"; no kernel moves by more than {_updateRatio:G3} of its norm in a step."),
                "Raise the learning rate, or check that zero_grad, backward and step are all called and that the loss is not detached."),
            _ => ("Plateau", ".",
                "Check the learning rate in both directions, the labels, the scale of the inputs, and for Post-LN blocks without warm-up."),
        };
        return new Finding
        {
            Name = name,
            Severity = Severity.Warning,
            Step = step.Step,
            Evidence = level + evidence,
            Advice = advice,
            Link = PageOf(name),
        };
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        base.Save(state);
        state.Set("update_ratio", _updateRatio);
    }

    /// <inheritdoc/>
    public override void Load(TrainingState state)
    {
        base.Load(state);
        _updateRatio = state.Double("update_ratio");
    }
}
