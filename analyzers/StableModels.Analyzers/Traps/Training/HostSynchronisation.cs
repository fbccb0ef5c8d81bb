using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5109: values read back from the device per parameter, or several times per step.</summary>
internal sealed class HostSynchronisation : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.HostSynchronisation;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var timeline in code.Steps.GroupBy(step => step.Timeline))
        {
            Examine(code, timeline.Key, timeline, report);
        }
    }

    private void Examine(TrainingCode code, EventGraph timeline, IEnumerable<TrainingStep> steps, TrainingReport report)
    {
        var evaluated = Evaluated(timeline);
        foreach (var step in steps)
        {
            if (step.Event.Scope.InnermostLoop is not { } loop)
            {
                continue;
            }

            var perStep = new List<TrainingEvent>();
            foreach (var read in timeline.Of(TrainingEventKind.HostRead).Where(read => read.Scope.IsInside(loop) && !evaluated.Contains(read)))
            {
                if (ParameterLoop(code, read, loop) is { } parameters)
                {
                    if (!parameters.Parent!.IsUnconditionalIn(loop))
                    {
                        continue;
                    }

                    report.Add(
                        Descriptor,
                        Locations.NameOf(read.Operation),
                        "Reading a value back for every parameter stops the device as many times per step; compute on the device and read one result");
                }
                else if (IsInEveryRound(step, read, loop) && !perStep.Any(other => ReferenceEquals(other.Operation, read.Operation)))
                {
                    perStep.Add(read);
                }
            }

            foreach (var further in perStep.Skip(1))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(further.Operation),
                    "Every step reads the device more than once, and waits for it each time; stack the values and read them together, or every n steps",
                    [Locations.NameOf(perStep[0].Operation)]);
            }
        }
    }

    // What is read in evaluation mode belongs to an evaluation, however often it runs.
    private static HashSet<TrainingEvent> Evaluated(EventGraph timeline) =>
        [.. timeline.Of(TrainingEventKind.ModeChange).Where(EvaluationMode.IsEntered).SelectMany(mode => timeline.Reachable(mode, EvaluationMode.MayBeLeft))];

    // Neither under a condition nor behind if (step % 100 != 0) continue; nor part of an evaluation without gradients.
    private static bool IsInEveryRound(TrainingStep step, TrainingEvent read, EventScope loop) =>
        read.Scope.IsUnconditionalIn(loop)
        && !read.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop)).Any(GradientModes.StopsGradients)
        && !step.Timeline.CanReach(step.Event, step.Event, e => ReferenceEquals(e, read) || !e.Scope.IsInside(loop));

    private static EventScope? ParameterLoop(TrainingCode code, TrainingEvent read, EventScope outer) =>
        read.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, outer)).FirstOrDefault(scope =>
            scope.Operation is IForEachLoopOperation each
            && each.Locals.Any(local => code.Symbols.IsParameter(local.Type) || local.Type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Any(element => code.Symbols.IsParameter(element.Type))));
}
