using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5106: an optimizer that walks the module tree anew on every step.</summary>
internal sealed class LazyParameters : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.LazyParameters;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var creation in code.Events.Where(e => e.Kind == TrainingEventKind.OptimizerCreation))
        {
            var isStepped = code.Events.Any(e =>
                e.Kind == TrainingEventKind.OptimizerStep && e.Scope.InnermostLoop is not null && code.SubjectOf(e).Contains(Origin.Of(creation.Operation)));
            if (isStepped
                && creation.Subject is { } given
                && Expression.Unwrap(given) is IInvocationOperation { Instance: not null } call
                && TrainingSymbols.IsMethod(call.TargetMethod, code.Symbols.Module, "parameters"))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(call),
                    "The optimizer keeps this enumerable and walks the whole module through it in every step() and zero_grad(); hand it an array: parameters().ToArray()");
            }
        }
    }
}
