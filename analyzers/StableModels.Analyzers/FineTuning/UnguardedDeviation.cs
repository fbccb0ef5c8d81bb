using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.FineTuning;

/// <summary>SM6004: rewards divided by a standard deviation that can be zero.</summary>
internal sealed class UnguardedDeviation : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.UnguardedDeviation;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var operation in code.Operations.Of(OperationKind.Binary))
        {
            if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } quotient
                && code.Symbols.IsTensor(quotient.Type)
                && code.Flow.Resolve(quotient.LeftOperand) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } centred
                && code.Flow.Resolve(centred.RightOperand) is IInvocationOperation { TargetMethod.Name: "mean" } mean
                && code.Flow.Resolve(quotient.RightOperand) is IInvocationOperation { TargetMethod.Name: "std" } deviation
                && SameTensor(centred.LeftOperand, Operand(mean))
                && SameTensor(centred.LeftOperand, Operand(deviation)))
            {
                report.Add(
                    Descriptor,
                    quotient.RightOperand.Syntax.GetLocation(),
                    "A group whose values are all equal has a standard deviation of 0, and this becomes 0 / 0 = NaN; add 1e-4");
            }
        }
    }

    private static IOperation? Operand(IInvocationOperation call) =>
        call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    private static bool SameTensor(IOperation left, IOperation? right) =>
        right is not null
        && Expression.SlotOf(Expression.Unwrap(left)) is { } slot
        && SymbolEqualityComparer.Default.Equals(slot, Expression.SlotOf(Expression.Unwrap(right)));
}
