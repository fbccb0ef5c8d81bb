using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>SM2007: initialisation that changes nothing: of parameters not registered yet, or of a copy.</summary>
internal sealed class IneffectiveInit : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.IneffectiveInit];

    public override void Examine(ModuleContext context)
    {
        foreach (var call in context.Calls)
        {
            CheckCopy(context, call);
        }

        if (context.Module.IsModule)
        {
            CheckOrder(context, context.Module.Registration);
        }
    }

    private static void CheckCopy(ModuleContext context, IInvocationOperation call)
    {
        if (KnownSymbols.Is(call.TargetMethod.ContainingType, context.Known.Init)
            && call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal)
            && call.Parent is IExpressionStatementOperation
            && call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value is IInvocationOperation { Instance: { } original, TargetMethod.Name: "clone" or "cpu" or "cuda" or "half" or "bfloat16" } copy
            && context.Known.IsTensor(original.Type))
        {
            context.Report(RuleDescriptors.IneffectiveInit, Locations.NameOf(copy), "'" + copy.TargetMethod.Name + "' makes a copy, and only the copy is initialised");
        }
    }

    // parameters(), modules() and apply() walk what is registered, and nothing is before RegisterComponents().
    private static void CheckOrder(ModuleContext context, Registration registration)
    {
        if (registration.Overrides || registration.Calls.Count == 0 || !registration.IsPlain)
        {
            return;
        }

        foreach (var register in registration.Calls)
        {
            if (register.Parent is not IExpressionStatementOperation { Parent: IBlockOperation { Parent: IConstructorBodyOperation } block } statement)
            {
                continue;
            }

            foreach (var walk in context.Calls)
            {
                if (walk is { Instance: IInstanceReferenceOperation, TargetMethod: { Name: "apply" or "parameters" or "named_parameters" or "modules" or "named_modules" or "children" or "named_children" } method }
                    && walk.Syntax.SyntaxTree == block.Syntax.SyntaxTree
                    && walk.Syntax.SpanStart > block.Syntax.SpanStart && walk.Syntax.SpanStart < statement.Syntax.SpanStart
                    && context.Known.IsModule(method.ContainingType)
                    && !registration.ExplicitCalls.Any(e => e.Syntax.SpanStart < walk.Syntax.SpanStart))
                {
                    context.Report(RuleDescriptors.IneffectiveInit, Locations.NameOf(walk), "'" + method.Name + "' finds nothing: RegisterComponents() comes later");
                }
            }
        }
    }
}
