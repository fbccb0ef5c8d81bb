using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5017: a dropout function in a module that does not ask whether the module is in training mode.</summary>
internal sealed class DropoutInEval : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.DropoutInEval];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        foreach (var call in context.Calls)
        {
            if (KnownSymbols.Is(call.TargetMethod.ContainingType, context.Known.Functional)
                && context.Module.OwnerOf(call) is IMethodSymbol { IsStatic: false }
                && !DependsOnMode(call, context.Known))
            {
                Check(context, call);
            }
        }
    }

    private static void Check(ModuleContext context, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "dropout" or "dropout1d" or "dropout2d" or "dropout3d" or "alpha_dropout" or "feature_alpha_dropout"
                when call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "training") is { Value.ConstantValue: { HasValue: true, Value: true } } training && !IsNamed(training):
                context.Report(
                    RuleDescriptors.DropoutInEval,
                    training.ArgumentKind == ArgumentKind.Explicit ? training.Value.Syntax.GetLocation() : Locations.NameOf(call),
                    "'training' " + (training.ArgumentKind == ArgumentKind.Explicit ? "is" : "defaults to") + " true: this dropout stays on after eval(); pass training: training");
                break;
            case "scaled_dot_product_attention"
                when call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "p") is { ArgumentKind: ArgumentKind.Explicit } p && IsRate(p.Value, context.Module.Type):
                context.Report(
                    RuleDescriptors.DropoutInEval,
                    p.Value.Syntax.GetLocation(),
                    "scaled_dot_product_attention drops in every mode: this rate stays on after eval(); pass training ? p : 0");
                break;
        }
    }

    // training: true says in so many words what it does, as in a prenet that always drops.
    private static bool IsNamed(IArgumentOperation argument) => argument.Syntax is ArgumentSyntax { NameColon: not null };

    // A constant above zero, or a member that the class sets once.
    private static bool IsRate(IOperation value, INamedTypeSymbol type) => value switch
    {
        IConversionOperation conversion => IsRate(conversion.Operand, type),
        { ConstantValue: { HasValue: true, Value: { } constant } } => constant is double and > 0 or float and > 0,
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: true } } => true,
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } owner } => SymbolEqualityComparer.Default.Equals(owner.ContainingType, type),
        _ => false,
    };

    // Under if (training), or behind if (!training) return.
    private static bool DependsOnMode(IInvocationOperation call, KnownSymbols known)
    {
        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            var asks = at switch
            {
                IConditionalOperation branch => Asks(branch.Condition, known),
                IBlockOperation block => block.Operations.TakeWhile(o => o.Syntax.Span.End <= call.Syntax.SpanStart).Any(o => o is IConditionalOperation { Condition: { } condition } && Asks(condition, known)),
                _ => false,
            };
            if (asks)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Asks(IOperation condition, KnownSymbols known) =>
        condition.DescendantsAndSelf().Any(o => o is IPropertyReferenceOperation { Property: { Name: "training" } property } && known.IsModule(property.ContainingType));
}
