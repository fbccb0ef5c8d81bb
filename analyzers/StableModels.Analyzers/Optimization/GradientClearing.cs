using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3005: gradients are never cleared, or cleared before the step uses them.</summary>
internal sealed class GradientClearing : TrainingRule
{
    /// <summary>The property that says which of the two faults it is.</summary>
    public const string Fault = "fault";

    public const string Missing = "missing";

    public const string TooEarly = "too early";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.GradientClearing;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var step in code.Steps)
        {
            if (step.Event.Subject is not null && step.Event.Scope.InnermostLoop is not null && !step.HasClosure)
            {
                ExamineMissing(step, report);
            }

            ExamineTooEarly(code, step, report);
        }
    }

    private void ExamineMissing(TrainingStep step, TrainingReport report)
    {
        var timeline = step.Timeline;
        var isRepeated = step.Backwards.Any(backward => timeline.CanReach(step.Event, backward));
        if (isRepeated
            && !timeline.Events.Any(e => step.MayClear(e) || step.MayBeTouchedBy(e) || e.Kind == TrainingEventKind.GradientEdit)
            && !IsRebuilt(timeline, step))
        {
            report.Add(
                Descriptor,
                Locations.NameOf(step.Event.Operation),
                "Nothing clears the gradients between two steps, so every step adds up all gradients since the start; call zero_grad() after the step",
                step.Backwards.Select(backward => Locations.NameOf(backward.Operation)),
                ImmutableDictionary<string, string?>.Empty.Add(Fault, Missing));
        }
    }

    // A model built anew in every round has no old gradients.
    private static bool IsRebuilt(EventGraph timeline, TrainingStep step) =>
        timeline.Of(TrainingEventKind.OptimizerCreation).Any(creation =>
            ReferenceEquals(creation.Scope.InnermostLoop, step.Event.Scope.InnermostLoop));

    private void ExamineTooEarly(TrainingCode code, TrainingStep step, TrainingReport report)
    {
        var timeline = step.Timeline;
        foreach (var clearing in timeline.Events.Where(step.Clears))
        {
            bool IsThisOrStep(TrainingEvent e) => ReferenceEquals(e.Operation, clearing.Operation) || step.IsSameStep(e);
            var lost = step.Backwards.Where(backward => timeline.CanReach(backward, clearing, step.IsSameStep)).ToList();
            if (lost.Count > 0
                && step.Backwards.All(backward => !timeline.Reachable(backward, IsThisOrStep).Contains(step.Event))
                && !timeline.Events.Any(e => e.Kind is TrainingEventKind.GradientEdit or TrainingEventKind.UnknownCall && timeline.CanReach(clearing, e, step.IsSameStep) && timeline.CanReach(e, step.Event, step.IsSameStep)))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(clearing.Operation),
                    "The gradients are cleared between backward and step, so the step uses none and nothing is learned; clear them after the step",
                    [Locations.NameOf(step.Event.Operation)],
                    ImmutableDictionary<string, string?>.Empty.Add(Fault, TooEarly));
            }
        }
    }
}
