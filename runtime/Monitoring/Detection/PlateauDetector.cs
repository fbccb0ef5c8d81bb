using System.Globalization;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// After three tenths of the run the loss is where it started. A loss that swings says that the learning rate is too high; otherwise only the fact is reported, as a warning from half of the run on: many tasks are learned
/// late and at once (sums, copying, grammar), and until then nobody can tell.
/// </summary>
public sealed class PlateauDetector : Detector
{
    /// <inheritdoc/>
    public override Finding? OnStep(in StepRecord step, LossTrend trend)
    {
        ArgumentNullException.ThrowIfNull(trend);
        if (!trend.IsStuck)
            return null;
        var spread = trend.Spread;
        var flips = trend.Window.SignFlips();
        var level = string.Create(CultureInfo.InvariantCulture,
            $"The loss is {trend.Recent:G4} after {step.Step} steps and was {trend.Start:G4} at the start{(trend.ChanceLoss is { } chance ? $"; chance is {chance:G4}" : "")}");
        var swings = spread > 0.3 * Math.Abs(trend.Recent) && flips > 0.5;
        var isHalfOver = step.Step >= 0.5 * trend.TotalSteps;
        var (name, evidence, advice) = swings
            ? ("Oscillation",
                string.Create(CultureInfo.InvariantCulture, $"; it swings by {spread:G3} and turns in {flips:P0} of the steps."),
                "Lower the learning rate or enlarge the batch; check the order and the labels of the data.")
            : ("Plateau", ".",
                (isHalfOver ? "" : "Some tasks are learned late; if this one should have begun, act now. ") +
                "Check the learning rate in both directions, the labels, the scale of the inputs, and for Post-LN blocks without warm-up.");
        return new Finding
        {
            Name = name,
            Severity = swings || isHalfOver ? Severity.Warning : Severity.Info,
            Step = step.Step,
            Evidence = level + evidence,
            Advice = advice,
            Link = PageOf(name),
        };
    }
}
