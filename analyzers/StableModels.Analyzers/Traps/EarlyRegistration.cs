using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5002: RegisterComponents() before all parts are assigned; it runs once, so what comes later is never registered.</summary>
internal sealed class EarlyRegistration : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.EarlyRegistration];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        var registration = context.Module.Registration;
        if (registration.Overrides)
        {
            return;
        }

        foreach (var call in registration.Calls)
        {
            // Straight-line only: a statement of the constructor's own block.
            if (call.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Parent: IConstructorBodyOperation } block } statement
                && Late(context, registration, block, statement) is { } late)
            {
                context.Report(RuleDescriptors.EarlyRegistration, Locations.NameOf(call), late.Name);
                return;
            }
        }
    }

    private static ISymbol? Late(ModuleContext context, Registration registration, IBlockOperation block, IExpressionStatementOperation call)
    {
        for (var i = block.Operations.IndexOf(call) + 1; i < block.Operations.Length; i++)
        {
            if (block.Operations[i] is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assignment }
                && Registration.Member(assignment.Target) is { IsStatic: false } member
                && (context.Known.IsModule(assignment.Target.Type) || context.Known.IsParameter(assignment.Target.Type))
                && assignment.Value.ConstantValue is not { HasValue: true }
                && !registration.IsExplicit(member)
                && !context.Calls.Any(inner => inner.TargetMethod.Name is "Sequential" or "ModuleList" && inner.Syntax.Span.Contains(assignment.Syntax.Span)))
            {
                return member;
            }
        }

        return null;
    }
}
