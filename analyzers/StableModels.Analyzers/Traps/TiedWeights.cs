using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5011: one Parameter given to two layers; the next move to a device or type unties them.</summary>
internal sealed class TiedWeights : ModuleRule
{
    private static readonly Version Replaces = new(0, 100, 0);

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.TiedWeights];

    public override void Examine(ModuleContext context)
    {
        if (context.Known.IsRepairedTorchSharp || context.Known.TorchSharpVersion is not { } version || version < Replaces)
        {
            return;
        }

        foreach (var operation in context.Operations.Of(OperationKind.SimpleAssignment))
        {
            if (operation is ISimpleAssignmentOperation assignment
                && Weight(assignment.Target, context.Known) is { } target && Weight(assignment.Value, context.Known) is { } source
                && target.Syntax.ToString() != source.Syntax.ToString())
            {
                context.Report(Diagnostic.Create(RuleDescriptors.TiedWeights, target.Syntax.GetLocation(), [source.Syntax.GetLocation()], target.Syntax.ToString(), source.Syntax.ToString()));
            }
        }
    }

    private static IPropertyReferenceOperation? Weight(IOperation operation, KnownSymbols known) => operation switch
    {
        IConversionOperation conversion => Weight(conversion.Operand, known),
        IPropertyReferenceOperation { Property.Name: "weight", Instance: { } layer } property when known.IsModule(layer.Type) && known.IsParameter(property.Type) => property,
        _ => null,
    };
}
