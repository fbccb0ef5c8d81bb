using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1009: a vanilla recurrent network trained with neither clipping nor truncation.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RecurrentWithoutClippingAnalyzer : ModuleClassAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.RecurrentWithoutClipping];

    private protected override void Analyze(ModuleContext context)
    {
        IInvocationOperation? recurrent = null;
        var trains = false;
        foreach (var operation in context.Operations)
        {
            if (operation is not IInvocationOperation call)
            {
                continue;
            }

            switch (call.TargetMethod.Name)
            {
                case "RNN" or "RNNCell" when context.Known.IsFactory(call.TargetMethod):
                    recurrent ??= call;
                    break;
                case "backward" when context.Known.IsTensor(call.Instance?.Type):
                    trains = true;
                    break;
                case "clip_grad_norm_" or "clip_grad_value_" or "detach" or "detach_" or "clamp_" or "ClipGradients":
                    return;
            }
        }

        if (trains && recurrent is not null)
        {
            context.Report(RuleDescriptors.RecurrentWithoutClipping, Locations.NameOf(recurrent), recurrent.TargetMethod.Name);
        }
    }
}
