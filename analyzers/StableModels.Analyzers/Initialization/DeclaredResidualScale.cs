using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>SM2004: a declared Pre-LN block whose residual projections are not scaled with depth.</summary>
internal sealed class DeclaredResidualScale : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.UnscaledResiduals];

    public override void Examine(ModuleContext context)
    {
        foreach (var attribute in context.Module.Type.GetAttributes())
        {
            if (KnownSymbols.Is(attribute.AttributeClass, context.Known.ResidualBlockAttribute)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments }
                && arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Scale") is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } scale }
                && arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Norm")?.Expression is null or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Pre" or "None" })
            {
                context.Report(
                    RuleDescriptors.UnscaledResiduals, scale.GetLocation(), "Without a scale the stream's variance grows with every branch; ResidualScale.DepthScaled is the default");
            }
        }
    }
}
