using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Generator.Parsing;

namespace StableModels.Analyzers.Declarations;

/// <summary>
/// A private layer of a declared class is used by its declaration: generated code runs it through the field behind the property, so the
/// compiler's tools see no use of the property itself.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PrivateLayerSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor UnusedMember = new("SPSM0001", "IDE0051", "The layer's attribute is its use: the generated forward runs it.");

    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [UnusedMember];

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } syntax
                && context.GetSemanticModel(tree).GetDeclaredSymbol(syntax, context.CancellationToken) is { } property
                && KnownNames.IsDeclared(property.ContainingType)
                && KnownNames.IsLayer(property))
            {
                context.ReportSuppression(Suppression.Create(UnusedMember, diagnostic));
            }
        }
    }
}
