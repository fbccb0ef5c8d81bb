using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>
/// SM5018: <c>baddbmm</c>. TorchSharp's native function takes (batch1, batch2, mat), and TorchSharp passes (input, batch1, batch2).
/// </summary>
internal sealed class CrossedProduct : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.CrossedProduct];

    public override void Examine(ModuleContext context)
    {
        if (context.Known.IsRepairedTorchSharp)
        {
            return;
        }

        foreach (var call in context.Calls)
        {
            if (call.TargetMethod is { Name: "baddbmm", ContainingType: var owner }
                && (KnownSymbols.Is(owner, context.Known.Torch) || KnownSymbols.Is(owner, context.Known.Tensor)))
            {
                context.Report(RuleDescriptors.CrossedProduct, Locations.NameOf(call));
            }
        }
    }
}
