using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Initialization;

/// <summary>SM2004: a declared Pre-LN block whose residual projections are not scaled with depth.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclaredResidualScaleAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.UnscaledResiduals];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.ResidualBlockAttribute is not null)
        {
            context.RegisterSymbolAction(c => Check(c, known), SymbolKind.NamedType);
        }
    }

    private static void Check(SymbolAnalysisContext context, KnownSymbols known)
    {
        foreach (var attribute in context.Symbol.GetAttributes())
        {
            if (KnownSymbols.Is(attribute.AttributeClass, known.ResidualBlockAttribute)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is AttributeSyntax { ArgumentList.Arguments: var arguments }
                && arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Scale") is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } scale }
                && arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Norm")?.Expression is null or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Pre" or "None" })
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    RuleDescriptors.UnscaledResiduals, scale.GetLocation(), "Without a scale the stream's variance grows with every branch; ResidualScale.DepthScaled is the default"));
            }
        }
    }
}
