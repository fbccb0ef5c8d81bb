using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>SM3011: a training loop that would not notice a loss of NaN.</summary>
internal sealed class UnwatchedLoss : TrainingRule
{
    // The kinds of what Watches looks at.
    private static readonly OperationKind[] Watching =
    [
        OperationKind.Invocation,
        OperationKind.Return,
        OperationKind.YieldReturn,
        OperationKind.SimpleAssignment,
        OperationKind.CompoundAssignment,
        OperationKind.CoalesceAssignment,
        OperationKind.DeconstructionAssignment,
        OperationKind.Interpolation,
    ];

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.UnwatchedLoss;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        var steps = code.Steps
            .Where(step => step.Event.Scope.InnermostLoop is not null && step.Backwards is [{ Subject: not null }, ..] && !step.HasClosure)
            .ToList();
        if (steps.Count == 0 || code.Operations.Of(Watching).Any(operation => Watches(code, operation)))
        {
            return;
        }

        foreach (var step in steps)
        {
            report.Add(
                Descriptor,
                Locations.NameOf(step.Backwards[0].Operation),
                "Nothing ever looks at the loss: once it is NaN, every weight is NaN and the loop runs on; read it now and then, or check that it is finite");
        }
    }

    // A value read back, a finiteness test, the norm that clipping returns, a tensor given to other code or returned.
    private static bool Watches(TrainingCode code, IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "item" or "isnan" or "isinf" or "isfinite" or "data" or "detach" or "numpy" or "allclose" or "save" or "print" or "str" } => true,
        IInvocationOperation call when SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, code.Symbols.TensorExtensions) => true,
        IInvocationOperation { TargetMethod.Name: "clip_grad_norm_" } clip => clip.Parent is not IExpressionStatementOperation,
        IInvocationOperation call when !code.Symbols.IsTorchSharp(call.TargetMethod) && code.Flow.BodyOf(call.TargetMethod) is null =>
            call.Arguments.Any(argument => MentionsTensor(code, argument)),
        IReturnOperation { ReturnedValue: { } value } => code.Symbols.IsTensor(value.Type) || value.Type is { IsTupleType: true },
        IAssignmentOperation { Target: IMemberReferenceOperation } assignment => code.Symbols.IsTensor(assignment.Value.Type),
        IInterpolationOperation interpolation => code.Symbols.IsTensor(interpolation.Expression.Type),
        _ => false,
    };

    private static bool MentionsTensor(TrainingCode code, IOperation argument) =>
        argument.Descendants().Any(part => code.Symbols.IsTensor(part.Type));
}
