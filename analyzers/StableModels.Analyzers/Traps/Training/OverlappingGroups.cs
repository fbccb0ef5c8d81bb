using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5102: two groups contain the same parameters, which are then updated twice per step.</summary>
internal sealed class OverlappingGroups : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.OverlappingGroups;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            var seen = new List<(Origin Module, IOperation Group)>();
            foreach (var group in ParameterGroups.Of(code, creation.Operation))
            {
                if (WholeModule(code, group) is not { } module)
                {
                    continue;
                }

                if (seen.FirstOrDefault(other => other.Module.Equals(module)).Group is { } first)
                {
                    report.Add(
                        Descriptor,
                        ParameterGroups.ParametersOf(group)!.Syntax.GetLocation(),
                        "These parameters are in an earlier group too: every step updates them twice, with twice the learning rate",
                        [ParameterGroups.ParametersOf((IObjectCreationOperation)first)!.Syntax.GetLocation()]);
                }
                else
                {
                    seen.Add((module, group));
                }
            }
        }
    }

    // All parameters of one module, not a selection of them.
    private static Origin? WholeModule(TrainingCode code, IObjectCreationOperation group)
    {
        if (ParameterGroups.ParametersOf(group) is not { } parameters)
        {
            return null;
        }

        var value = code.Flow.Resolve(parameters);
        while (value is IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } copy && Expression.ReceiverOf(copy) is { } inner)
        {
            value = code.Flow.Resolve(inner);
        }

        return value is IInvocationOperation { Instance: { } module, Arguments: [] or [{ IsImplicit: true }] } call
            && TrainingSymbols.IsMethod(call.TargetMethod, code.Symbols.Module, "parameters")
            && code.Flow.Trace(module) is [var origin]
            && !origin.Equals(Origin.Opaque)
                ? origin
                : null;
    }
}
