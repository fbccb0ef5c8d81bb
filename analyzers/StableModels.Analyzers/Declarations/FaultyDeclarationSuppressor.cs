using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Generator.Parsing;

namespace StableModels.Analyzers.Declarations;

/// <summary>
/// While a class is not partial nothing can be generated for it, so the compiler also speaks of parameters that nobody reads and of layers that nobody sets: of what the missing part would do. The
/// error says it all.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FaultyDeclarationSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor UnreadParameter = new("SPSM0002", "CS9113", "The part that would read the parameter cannot be generated while the declaration has an error.");
    private static readonly SuppressionDescriptor UnsetLayer = new("SPSM0003", "CS8618", "The part that would make the layer cannot be generated while the declaration has an error.");

    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [UnreadParameter, UnsetLayer];

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && context.GetSemanticModel(tree) is var model
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is var node
                && node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration
                && model.GetDeclaredSymbol(declaration, context.CancellationToken) is INamedTypeSymbol type
                && KnownNames.IsDeclared(type)
                && !HierarchyParser.IsPartial(type, context.CancellationToken)
                && DescriptorOf(diagnostic, node, model, context.CancellationToken) is { } descriptor)
            {
                context.ReportSuppression(Suppression.Create(descriptor, diagnostic));
            }
        }
    }

    private static SuppressionDescriptor? DescriptorOf(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken token) =>
        string.Equals(diagnostic.Id, UnreadParameter.SuppressedDiagnosticId, StringComparison.Ordinal) ? UnreadParameter
        : node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } property
            && model.GetDeclaredSymbol(property, token) is { } layer
            && KnownNames.IsLayer(layer) ? UnsetLayer
        : null;
}
