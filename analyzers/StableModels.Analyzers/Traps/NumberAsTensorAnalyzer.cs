using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5014: a number that becomes a tensor because the parameter is one: a CPU tensor per call.</summary>
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
        if (conversion is { IsImplicit: true, OperatorMethod: { Name: "op_Implicit" } method, Parent: IArgumentOperation { Parameter: { } parameter } }
            && KnownSymbols.Is(method.ContainingType, known.Tensor)
            && IsNumber(method.Parameters[0].Type))
        {
            context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.NumberAsTensor, conversion.Operand.Syntax.GetLocation(), parameter.Name));
        }
    }

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Single
        or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_Byte or SpecialType.System_SByte;
}
