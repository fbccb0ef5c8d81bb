using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5015: the result of an out-of-place operation is dropped, so the statement does nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DiscardedResultAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.DiscardedResult];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.Tensor is not null)
        {
            context.RegisterOperationAction(c => Check(c, known), OperationKind.ExpressionStatement);
        }
    }

    private static void Check(OperationAnalysisContext context, KnownSymbols known)
    {
        if (((IExpressionStatementOperation)context.Operation).Operation is IInvocationOperation { Instance: { } receiver } call
            && KnownSymbols.Is(call.TargetMethod.ContainingType, known.Tensor)
            && known.IsTensor(call.Type)
            && receiver is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            && IsPure(call, known))
        {
            context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.DiscardedResult, Locations.NameOf(call), call.TargetMethod.Name));
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
