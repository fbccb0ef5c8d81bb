using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5107: a training loop whose tensors only the garbage collector frees.</summary>
internal sealed class MissingDisposeScope : TrainingRule
{
    /// <summary>The property set where a scope can be opened at the start of the loop's body.</summary>
    public const string Insertable = "insertable";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.MissingDisposeScope;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var step in code.Steps)
        {
            if (step.Backwards.IsEmpty || step.Event.Scope.InnermostLoop?.Operation is not ILoopOperation loop || FreedTensors.Of(code, step))
            {
                continue;
            }

            report.Add(
                Descriptor,
                loop.Syntax.GetFirstToken().GetLocation(),
                "Each round leaves its tensors to the garbage collector, which does not see their native memory: GPU memory runs out; open a torch.NewDisposeScope() in the loop's body",
                [Locations.NameOf(step.Event.Operation)],
                loop.Body is IBlockOperation && !KeepsTensors(code, loop) ? ImmutableDictionary<string, string?>.Empty.Add(Insertable, "true") : null);
        }
    }

    // A tensor carried into the next round must outlive the scope.
    private static bool KeepsTensors(TrainingCode code, ILoopOperation loop) =>
        loop.Body.Descendants().Any(operation => operation switch
        {
            IAssignmentOperation { Target: { } target } assignment when code.Symbols.IsTensor(assignment.Type) || assignment.Type is { IsTupleType: true } => OutlivesRound(target, loop),
            IInvocationOperation { TargetMethod: var method } call =>
                !code.Symbols.IsTorchSharp(method) && call.Arguments.Any(argument => code.Symbols.IsTensor(argument.Value.Type)),
            _ => false,
        });

    private static bool OutlivesRound(IOperation target, ILoopOperation loop) => Expression.Unwrap(target) switch
    {
        ITupleOperation tuple => tuple.Elements.Any(element => OutlivesRound(element, loop)),
        ILocalReferenceOperation local => !loop.Syntax.Span.Contains(local.Local.Locations[0].SourceSpan),
        IDiscardOperation => false,
        _ => true,
    };
}
