using StableModels.Monitoring;
using StableModels.Monitoring.Detection;

namespace StableModels.Training;

// What the trainer alone can see going wrong, told as the detectors' findings are.
public sealed partial class Trainer
{
    private readonly ToldOnce _end = new();
    private readonly ToldOnce _unfrozen = new();

    private void TellOfMistakes(StepResult result, bool isTimeToCheck)
    {
        if (_mode.LayerLeftOff() is { } layer)
        {
            TellOfEvaluationMode(result, layer);
        }

        if (_unfrozen.IsDue(_parameters.Unfrozen is not null))
        {
            TellOfUnfrozen(result, _parameters.Unfrozen!);
        }

        if (isTimeToCheck && !_end.IsTold && _end.IsDue(result.Step > TotalSteps && Plan.Decay is not null && result.Updates > TotalSteps))
        {
            TellOfTheEnd(result);
        }
    }

    private void TellOfEvaluationMode(StepResult result, string layer) => Tell(new Finding
    {
        Name = "Left in evaluation mode",
        Severity = Severity.Warning,
        Step = result.Step,
        Layer = layer,
        Evidence = $"Earlier steps ran in training mode and step {result.Step} ran in evaluation mode: '{layer}' and all dropout and batch norm are switched over.",
        Advice = "Call train() after every evaluation, before the next step.",
        Link = Detector.PageOf("left in evaluation mode"),
    });

    private void TellOfUnfrozen(StepResult result, string name) => Tell(new Finding
    {
        Name = "Unfrozen too late",
        Severity = Severity.Warning,
        Step = result.Step,
        Layer = name,
        Evidence = $"'{name}' was frozen when the trainer was made and is not any longer: this trainer does not train it.",
        Advice = "Dispose the trainer and make another for the model as it is now; freeze it again if another trainer does not train it.",
        Link = Detector.PageOf("unfrozen too late"),
    });

    private void TellOfTheEnd(StepResult result)
    {
        var standsStill = result.LearningRate == 0;
        Tell(new Finding
        {
            Name = "Past the end",
            Severity = standsStill ? Severity.Warning : Severity.Info,
            Step = result.Step,
            Evidence = string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{result.Updates} updates were made in a run of {TotalSteps}: the schedule is over, and the learning rate stays at {result.LearningRate:G4}{(standsStill ? ", so that nothing changes any more" : "")}."),
            Advice = "Stop at the run's end, or make the trainer for as many steps as you mean to take.",
            Link = Detector.PageOf("past the end"),
        });
    }

    private void TellOfTotalSteps(TrainingState state)
    {
        var saved = state.Int64("total_steps");
        if (saved == TotalSteps)
        {
            return;
        }

        Tell(new Finding
        {
            Name = "Run length changed",
            Severity = Severity.Info,
            Step = StepCount,
            Evidence = $"The checkpoint comes from a run of {saved} steps and goes on as one of {TotalSteps}; so far both have the same learning rates.",
            Advice = "Nothing need be done if this was meant; otherwise resume with the saved number of steps.",
            Link = Detector.PageOf("run length changed"),
        });
    }

    private void TellOfNewObservers(TrainingState state)
    {
        var anew = ObserversWithStates(state).Where(item => item.Saved is null).Select(item => item.Part.GetType().Name).ToList();
        if (anew.Count == 0)
        {
            return;
        }

        Tell(new Finding
        {
            Name = "Watched anew",
            Severity = Severity.Info,
            Step = StepCount,
            Evidence = $"{string.Join(" and ", anew)} did not watch the part of the run that the checkpoint comes from, and begin{(anew.Count == 1 ? "s" : "")} at step {StepCount}.",
            Advice = "Nothing need be done; to have the curves from the start, resume with the observers that it was saved with.",
            Link = Detector.PageOf("watched anew"),
        });
    }
}
