using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5013: a tensor made in <c>forward</c> without a device lies on the CPU, whatever the model's device is.</summary>
internal sealed class DeviceInForward : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.DeviceInForward];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        foreach (var body in context.Module.Bodies)
        {
            if (body.Key is not { IsOverride: true, Name: "forward" })
            {
                continue;
            }

            foreach (var operation in body.Value.Descendants())
            {
                if (operation is IInvocationOperation call && LacksDevice(call, context.Known) && !IsMoved(call, body.Value))
                {
                    context.Report(RuleDescriptors.DeviceInForward, Locations.NameOf(call), call.TargetMethod.Name);
                }
            }
        }
    }

    private static bool LacksDevice(IInvocationOperation call, KnownSymbols known) =>
        KnownSymbols.Is(call.TargetMethod.ContainingType, known.Torch)
        && call.TargetMethod.Name is "zeros" or "ones" or "full" or "rand" or "randn" or "randint" or "randperm" or "arange" or "linspace" or "logspace" or "eye" or "empty" or "tril_indices" or "triu_indices"
        && call.Arguments.Any(a => a is { Parameter.Name: "device", ArgumentKind: ArgumentKind.DefaultValue });

    // x.to(device) straight away, or on the local it is put into; and index arithmetic that ends in a number.
    private static bool IsMoved(IInvocationOperation call, IOperation body)
    {
        IOperation at = call;
        while (at.Parent is { } parent)
        {
            switch (parent)
            {
                case IInvocationOperation { TargetMethod.Name: "to" or "cuda" or "cpu" or "type_as" or "ToInt64" or "ToInt32" or "ToSingle" or "ToDouble" or "item" }:
                    return true;
                case IVariableDeclaratorOperation declarator:
                    return body.Descendants().Any(o => o is IInvocationOperation { TargetMethod.Name: "to" or "cuda" or "type_as", Instance: ILocalReferenceOperation receiver }
                        && SymbolEqualityComparer.Default.Equals(receiver.Local, declarator.Symbol));
                case IExpressionStatementOperation or IReturnOperation or IBlockOperation:
                    return false;
            }

            at = parent;
        }

        return false;
    }
}
