using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5017: a dropout function in a module that does not ask whether the module is in training mode.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DropoutInEvalAnalyzer : TorchSharpAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [RuleDescriptors.DropoutInEval];

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols known)
    {
        if (known.Functional is not null)
        {
            context.RegisterOperationAction(c => Check(c, known), OperationKind.Invocation);
        }
    }

    private static void Check(OperationAnalysisContext context, KnownSymbols known)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!KnownSymbols.Is(call.TargetMethod.ContainingType, known.Functional)
            || context.ContainingSymbol is not IMethodSymbol { IsStatic: false } method
            || !known.IsModule(method.ContainingType)
            || DependsOnMode(call, known))
        {
            return;
        }

        switch (call.TargetMethod.Name)
        {
            case "dropout" or "dropout1d" or "dropout2d" or "dropout3d" or "alpha_dropout" or "feature_alpha_dropout"
                when call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "training") is { Value.ConstantValue: { HasValue: true, Value: true } } training:
                context.ReportDiagnostic(Diagnostic.Create(
                    RuleDescriptors.DropoutInEval,
                    training.ArgumentKind == ArgumentKind.Explicit ? training.Value.Syntax.GetLocation() : Locations.NameOf(call),
                    "'training' " + (training.ArgumentKind == ArgumentKind.Explicit ? "is" : "defaults to") + " true: this dropout stays on after eval(); pass training: training"));
                break;
            case "scaled_dot_product_attention"
                when call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "p") is { ArgumentKind: ArgumentKind.Explicit } p && IsRate(p.Value, method.ContainingType):
                context.ReportDiagnostic(Diagnostic.Create(
                    RuleDescriptors.DropoutInEval,
                    p.Value.Syntax.GetLocation(),
                    "scaled_dot_product_attention drops in every mode: this rate stays on after eval(); pass training ? p : 0"));
                break;
        }
    }

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
