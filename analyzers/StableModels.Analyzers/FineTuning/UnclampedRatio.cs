using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.FineTuning;

/// <summary>SM6003: the exponential of a difference of log-probabilities that nothing bounds.</summary>
internal sealed class UnclampedRatio : TrainingRule
{
    private const int MaximumDepth = 8;

    public override DiagnosticDescriptor Descriptor => RuleDescriptors.UnclampedRatio;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var call in code.Calls)
        {
            if (call.TargetMethod.Name is "exp" or "exp_"
                && code.Symbols.IsTorchSharp(call.TargetMethod)
                && Operand(call) is { } operand
                && code.Flow.Resolve(operand) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference
                && IsLogProbability(code, difference.LeftOperand, 0)
                && IsLogProbability(code, difference.RightOperand, 0))
            {
                report.Add(
                    Descriptor,
                    Locations.NameOf(call),
                    "The exponential of a log-ratio overflows when the two policies part (FP16 above 11, FP32 above 88); clamp the log-ratio first, to -20..20, in FP16 to -10..10");
            }
        }
    }

    private static IOperation? Operand(IInvocationOperation call) =>
        call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    // From log_softmax or log_prob, through selections and sums.
    private static bool IsLogProbability(TrainingCode code, IOperation value, int depth)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (code.Flow.Resolve(value))
        {
            case IInvocationOperation { TargetMethod.Name: "log_softmax" or "log_prob" or "logsigmoid" } call:
                return code.Symbols.IsTorchSharp(call.TargetMethod);
            case IInvocationOperation
            {
                TargetMethod.Name: "gather" or "squeeze" or "sum" or "detach" or "view" or "reshape" or "to" or "mean" or "unsqueeze", Instance: { } inner,
            }:
                return IsLogProbability(code, inner, depth + 1);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } inner }:
                return IsLogProbability(code, inner, depth + 1);
            case IUnaryOperation unary:
                return IsLogProbability(code, unary.Operand, depth + 1);
            default:
                return false;
        }
    }
}
