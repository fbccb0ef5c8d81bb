using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5007 trunc_normal_ fills a constant, SM5008 xavier_normal_ draws uniformly, SM5009 init ignores its generator.</summary>
internal sealed class BrokenInitializer : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        [RuleDescriptors.ConstantTruncNormal, RuleDescriptors.UniformXavierNormal, RuleDescriptors.IgnoredGenerator];

    public override void Examine(ModuleContext context)
    {
        if (context.Known.IsRepairedTorchSharp)
        {
            return;
        }

        foreach (var call in context.Calls)
        {
            if (KnownSymbols.Is(call.TargetMethod.ContainingType, context.Known.Init))
            {
                Check(context, call);
            }
        }
    }

    private static void Check(ModuleContext context, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "trunc_normal_":
                context.Report(RuleDescriptors.ConstantTruncNormal, Locations.NameOf(call));
                break;
            case "xavier_normal_" or "glorot_normal_":
                context.Report(RuleDescriptors.UniformXavierNormal, Locations.NameOf(call), method.Name);
                break;
            case "normal_" or "uniform_":
                foreach (var argument in call.Arguments)
                {
                    if (argument is { Parameter.Name: "generator", ArgumentKind: ArgumentKind.Explicit } && argument.Value.ConstantValue is not { HasValue: true, Value: null })
                    {
                        context.Report(RuleDescriptors.IgnoredGenerator, argument.Value.Syntax.GetLocation(), method.Name);
                    }
                }

                break;
        }
    }
}
