using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5015: the result of an out-of-place operation is dropped, so the statement does nothing.</summary>
internal sealed class DiscardedResult : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.DiscardedResult];

    public override void Examine(ModuleContext context)
    {
        foreach (var call in context.Calls)
        {
            if (call is { Parent: IExpressionStatementOperation { Syntax: not ExpressionStatementSyntax { SemicolonToken.IsMissing: true } }, Instance: { } receiver }
                && KnownSymbols.Is(call.TargetMethod.ContainingType, context.Known.Tensor)
                && context.Known.IsTensor(call.Type)
                && receiver is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
                && IsPure(call, context.Known))
            {
                context.Report(RuleDescriptors.DiscardedResult, Locations.NameOf(call), call.TargetMethod.Name);
            }
        }
    }

    // The tensor type has the in-place twin, or the method moves or reshapes: the call by itself changes nothing.
    private static bool IsPure(IInvocationOperation call, KnownSymbols known)
    {
        var name = call.TargetMethod.Name;
        return !name.EndsWith("_", StringComparison.Ordinal)
            && !call.Arguments.Any(a => a is { Parameter.Name: "out", ArgumentKind: ArgumentKind.Explicit })
            && (!known.Tensor!.GetMembers(name + "_").IsEmpty
                || name is "to" or "cuda" or "cpu" or "half" or "bfloat16" or "detach" or "reshape" or "view" or "permute" or "clone" or "contiguous" or "expand" or "log_softmax" or "softmax" or "flatten");
    }
}
