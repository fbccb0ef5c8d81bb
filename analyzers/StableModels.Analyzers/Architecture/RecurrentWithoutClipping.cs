using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1009: a vanilla recurrent network trained with neither clipping nor truncation.</summary>
internal sealed class RecurrentWithoutClipping : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.RecurrentWithoutClipping];

    public override void Examine(ModuleContext context)
    {
        if (!context.Calls.Any(call => IsRecurrent(context, call)))
        {
            return;
        }

        IInvocationOperation? recurrent = null;
        var trains = false;
        foreach (var (owner, block) in context.Module.Blocks)
        {
            IInvocationOperation? here = null;
            var trainsHere = false;
            foreach (var call in block.DescendantsAndSelf().OfType<IInvocationOperation>())
            {
                switch (call.TargetMethod.Name)
                {
                    case "RNN" or "RNNCell" when IsRecurrent(context, call):
                        here ??= call;
                        break;
                    case "backward" when context.Known.IsTensor(call.Instance?.Type):
                        trainsHere = true;
                        break;
                    case "clip_grad_norm_" or "clip_grad_value_" or "detach" or "detach_" or "clamp_" or "ClipGradients":
                        return;
                }
            }

            // A network made in one method and another one's loop have nothing to do with each other; a field's has.
            if (here is not null && (trainsHere || owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary }))
            {
                recurrent ??= here;
            }

            trains |= trainsHere;
        }

        if (trains && recurrent is not null)
        {
            context.Report(RuleDescriptors.RecurrentWithoutClipping, Locations.NameOf(recurrent), recurrent.TargetMethod.Name);
        }
    }

    private static bool IsRecurrent(ModuleContext context, IInvocationOperation call) =>
        call.TargetMethod.Name is "RNN" or "RNNCell" && context.Known.IsFactory(call.TargetMethod);
}
