using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5104: LinearLR's factory multiplies the rate by 5 at its end, up to TorchSharp 0.105.0.</summary>
internal sealed class LinearEndFactor : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.LinearEndFactor;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var scheduler in code.Events.Where(e => e.Kind == TrainingEventKind.SchedulerCreation && OptimizerFamily.NameOf(e.Operation) == "LinearLR"))
        {
            // The referenced assembly says itself which default it has.
            if (OptimizerFamily.Argument(scheduler.Operation, "end_factor") is
                { ArgumentKind: ArgumentKind.DefaultValue, Parameter: { HasExplicitDefaultValue: true, ExplicitDefaultValue: 5.0 } })
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(scheduler.Operation),
                    "In this TorchSharp LinearLR ends at 5 times the learning rate unless told otherwise (1 from 0.105.1 on); pass end_factor: 1.0");
            }
        }
    }
}
