using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5012: <c>forward</c> on a module that has hooks; only <c>call</c> runs them.</summary>
internal sealed class HooksSkipped : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.HooksSkipped];

    public override void Examine(ModuleContext context)
    {
        var hooked = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var call in context.Calls)
        {
            if (call is { TargetMethod.Name: "register_forward_hook" or "register_forward_pre_hook", Instance: { } receiver }
                && context.Known.IsModule(receiver.Type) && Holder(receiver) is { } holder)
            {
                hooked.Add(holder);
            }
        }

        if (hooked.Count == 0)
        {
            return;
        }

        foreach (var call in context.Calls)
        {
            if (call is { TargetMethod.Name: "forward", Instance: { } receiver }
                && context.Known.IsModule(receiver.Type) && Holder(receiver) is { } holder && hooked.Contains(holder))
            {
                context.Report(RuleDescriptors.HooksSkipped, Locations.NameOf(call), holder.Name);
            }
        }
    }

    private static ISymbol? Holder(IOperation receiver) => receiver switch
    {
        IConversionOperation conversion => Holder(conversion.Operand),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => Registration.Member(receiver),
    };
}
