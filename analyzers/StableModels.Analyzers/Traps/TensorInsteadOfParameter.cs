using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5005: a tensor that requires gradients in a plain Tensor field of a module: a buffer, which no optimiser sees.</summary>
internal sealed class TensorInsteadOfParameter : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.TensorInsteadOfParameter];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule || context.Module.Registration is { Overrides: true } or { IsPlain: false })
        {
            return;
        }

        foreach (var field in context.Module.Type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field is { IsStatic: false, AssociatedSymbol: null } && KnownSymbols.Is(field.Type, context.Known.Tensor)
                && context.Module.Assigned(field).Any(v => RequiresGrad(v, context.Known)))
            {
                context.Report(RuleDescriptors.TensorInsteadOfParameter, field.Locations[0], field.Name);
            }
        }
    }

    // RegisterComponents() looks at the value, not at the field: a Parameter in a Tensor field is registered as one.
    private static bool RequiresGrad(IOperation value, KnownSymbols known) => value switch
    {
        IConversionOperation conversion => RequiresGrad(conversion.Operand, known),
        _ when known.IsParameter(value.Type) => false,
        IInvocationOperation { TargetMethod.Name: "requires_grad_" } call => call.Arguments.All(a => a.Value.ConstantValue is not { HasValue: true, Value: false }),
        IInvocationOperation call => call.Arguments.Any(a => a.Parameter?.Name == "requires_grad" && a.Value.ConstantValue is { HasValue: true, Value: true }),
        _ => false,
    };
}
