using System.Linq;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5103: OneCycleLR goes wrong from the second group on.</summary>
internal sealed class OneCycleGroups : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.OneCycleGroups;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var scheduler in code.Events.Where(e => e.Kind == TrainingEventKind.SchedulerCreation && OptimizerFamily.NameOf(e.Operation) == "OneCycleLR"))
        {
            if (code.CreationOf(scheduler.Subject) is { } optimizer && ParameterGroups.Of(code, optimizer).Count > 1)
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(scheduler.Operation),
                    "TorchSharp's OneCycleLR picks a phase by the group's index: the second group stays in the first phase and swings back to the highest rate; use one group, or LambdaLR",
                    [Locations.NameOf(optimizer)]);
            }
        }
    }
}
