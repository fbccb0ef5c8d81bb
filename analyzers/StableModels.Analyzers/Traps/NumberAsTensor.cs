using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5014: a number that becomes a tensor because the parameter is one: a CPU tensor per pass.</summary>
internal sealed class NumberAsTensor : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.NumberAsTensor];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        foreach (var operation in context.Operations.Of(OperationKind.Conversion))
        {
            // What runs once, in a constructor or a helper, costs nothing worth a word.
            if (operation is IConversionOperation { IsImplicit: true, OperatorMethod: { Name: "op_Implicit" } converter, Parent: IArgumentOperation { Parameter: { } parameter } } conversion
                && KnownSymbols.Is(converter.ContainingType, context.Known.Tensor)
                && IsNumber(converter.Parameters[0].Type)
                && context.Module.OwnerOf(conversion) is IMethodSymbol { Name: "forward" })
            {
                context.Report(RuleDescriptors.NumberAsTensor, conversion.Operand.Syntax.GetLocation(), parameter.Name);
            }
        }
    }

    // An integer is usually an index, or the operand of a logical operator that has no other overload.
    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Single;
}
