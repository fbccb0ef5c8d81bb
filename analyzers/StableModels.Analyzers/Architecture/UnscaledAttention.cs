using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1005: softmax of query times key without the division by the square root of their width.</summary>
internal sealed class UnscaledAttention : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.UnscaledAttention];

    public override void Examine(ModuleContext context)
    {
        foreach (var value in context.Values)
        {
            if (AttentionScores.Of(value, context.Compilation) is { IsScaled: false, Product.Origin: IInvocationOperation product })
            {
                context.Report(RuleDescriptors.UnscaledAttention, Locations.NameOf(product));
            }
        }
    }
}
