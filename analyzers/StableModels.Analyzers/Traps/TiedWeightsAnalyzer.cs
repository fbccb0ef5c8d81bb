using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5011: one Parameter given to two layers; the next move to a device or type unties them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TiedWeightsAnalyzer : TorchSharpAnalyzer
{
    private static readonly Version Replaces = new(0, 100, 0);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.TiedWeights];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.Parameter is not null && known.TorchSharpVersion >= Replaces && !known.IsRepairedTorchSharp)
        {
            context.RegisterOperationAction(c => Check(c, known), OperationKind.SimpleAssignment);
        }
    }

    private static void Check(OperationAnalysisContext context, KnownSymbols known)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (Weight(assignment.Target, known) is { } target && Weight(assignment.Value, known) is { } source
            && target.Syntax.ToString() != source.Syntax.ToString())
        {
            context.ReportDiagnostic(Diagnostic.Create(RuleDescriptors.TiedWeights, target.Syntax.GetLocation(), [source.Syntax.GetLocation()], target.Syntax.ToString(), source.Syntax.ToString()));
        }
    }

    private static IPropertyReferenceOperation? Weight(IOperation operation, KnownSymbols known) => operation switch
    {
        IConversionOperation conversion => Weight(conversion.Operand, known),
        IPropertyReferenceOperation { Property.Name: "weight", Instance: { } layer } property when known.IsModule(layer.Type) && known.IsParameter(property.Type) => property,
        _ => null,
    };
}
