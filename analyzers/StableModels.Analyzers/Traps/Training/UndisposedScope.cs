using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Traps.Training;

/// <summary>SM5108: a dispose scope that is never disposed, or is opened after the tensors that it should hold.</summary>
internal sealed class UndisposedScope : TrainingRule
{
    /// <summary>The property set where <c>using</c> repairs it.</summary>
    public const string NeedsUsing = "needs using";

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.UndisposedScope;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var scope in code.Calls.Where(call => DisposeScopes.IsNewScope(code, call)))
        {
            if (IsDropped(code, scope))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(scope),
                    "This dispose scope is never disposed, so it keeps every tensor made after it; declare it with using",
                    null,
                    ImmutableDictionary<string, string?>.Empty.Add(NeedsUsing, "true"));
            }
        }

        foreach (var timeline in code.Timelines)
        {
            foreach (var backward in timeline.Of(TrainingEventKind.Backward))
            {
                ExamineLate(code, timeline, backward, report);
            }
        }
    }

    private static bool IsDropped(TrainingCode code, IInvocationOperation scope)
    {
        switch (scope.Parent)
        {
            case IExpressionStatementOperation:
                return true;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator }:
                return declarator.Parent?.Parent?.Parent is not (IUsingDeclarationOperation or IUsingOperation)
                    && declarator.Parent?.Parent is not IUsingOperation
                    && !code.Operations.Of(OperationKind.LocalReference).Cast<ILocalReferenceOperation>().Any(use =>
                        SymbolEqualityComparer.Default.Equals(use.Local, local) && !(use.Parent is IInvocationOperation { TargetMethod.Name: "MoveToOuter" or "Detach" or "Attach" or "MoveToOther" }));
            default:
                return false;
        }
    }

    // The forward pass of this round stands before the scope, the backward pass in it.
    private void ExamineLate(TrainingCode code, EventGraph timeline, TrainingEvent backward, TrainingReport report)
    {
        if (backward.Scope.InnermostLoop is not { } loop)
        {
            return;
        }

        var scopes = backward.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop)).Where(scope => DisposeScopes.HoldsScope(code, scope)).ToList();
        if (scopes is [var only]
            && !loop.Chain().Any(scope => DisposeScopes.HoldsScope(code, scope))
            && timeline.Of(TrainingEventKind.Forward).Any(forward =>
                ReferenceEquals(forward.Scope.InnermostLoop, loop)
                && !forward.Scope.IsInside(only)
                && forward.Operation.Syntax.SpanStart < only.Operation.Syntax.SpanStart
                && forward.Operation.Syntax.SyntaxTree == only.Operation.Syntax.SyntaxTree
                && !forward.Scope.Chain().TakeWhile(scope => !ReferenceEquals(scope, loop)).Any(scope => scope.Kind == ScopeKind.Resource)
                && timeline.CanReach(forward, backward, e => ReferenceEquals(e, backward))))
        {
            report.Add(
                Descriptor,
                Locations.NameOf(only.Operation.DescendantsAndSelf().First(part => DisposeScopes.IsNewScope(code, part))),
                "This dispose scope opens after the forward pass, so the activations, the largest part, are not in it; open it first");
        }
    }
}
