using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5014: a number that becomes a tensor because the parameter is one: a CPU tensor per pass.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NumberAsTensorAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.NumberAsTensor];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.Tensor is not null)
        {
            context.RegisterOperationAction(c => Check(c, known), OperationKind.Conversion);
        }
    }

    private static void Check(OperationAnalysisContext context, KnownSymbols known)
    {
        var conversion = (IConversionOperation)context.Operation;
        // What runs once, in a constructor or a helper, costs nothing worth a word.
        if (context.ContainingSymbol is not IMethodSymbol { Name: "forward" } method || !known.IsModule(method.ContainingType))
        {
            return;
        }

        if (conversion is { IsImplicit: true, OperatorMethod: { Name: "op_Implicit" } converter, Parent: IArgumentOperation { Parameter: { } parameter } }
            && KnownSymbols.Is(converter.ContainingType, known.Tensor)
            && IsNumber(converter.Parameters[0].Type))
        {
            context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.NumberAsTensor, conversion.Operand.Syntax.GetLocation(), parameter.Name));
        }
    }

    // An integer is usually an index, or the operand of a logical operator that has no other overload.
    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Single;
}
