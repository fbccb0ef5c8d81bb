using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Optimization;

/// <summary>Whether a schedule is as long as the training has steps, or epochs.</summary>
internal static class ScheduleLength
{
    /// <summary>
    /// Steps: <c>epochs</c> and <c>steps_per_epoch</c> are given, or the length is a product of the number of rounds of <paramref name="epochs"/>, as in
    /// <c>CosineAnnealingLR(optimizer, epochs * batches.Count)</c>.
    /// </summary>
    public static bool IsInSteps(TrainingCode code, IOperation schedule, EventScope epochs) =>
        (OptimizerFamily.NameOf(schedule) == "OneCycleLR" && IsGiven(schedule, "epochs") && IsGiven(schedule, "steps_per_epoch"))
        || (OptimizerFamily.Argument(schedule, "total_steps", "T_max", "total_iters") is { IsImplicit: false } length
            && Rounds(epochs.Operation) is { } rounds
            && Factors(code.Flow.Resolve(length.Value)) is [var first, var second]
            && ((IsSame(first, rounds) && !IsLiteral(second)) || (IsSame(second, rounds) && !IsLiteral(first))));

    private static bool IsGiven(IOperation schedule, string parameter) => OptimizerFamily.Argument(schedule, parameter) is { IsImplicit: false };

    // for (var epoch = 0; epoch < rounds; epoch++)
    private static IOperation? Rounds(IOperation loop) =>
        loop is IForLoopOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, RightOperand: var bound } } ? Expression.Unwrap(bound) : null;

    // a * b, and a * b / c: samples in batches.
    private static IReadOnlyList<IOperation> Factors(IOperation value) => Expression.Unwrap(value) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product => [Expression.Unwrap(product.LeftOperand), Expression.Unwrap(product.RightOperand)],
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } share => Factors(share.LeftOperand),
        _ => [],
    };

    private static bool IsSame(IOperation factor, IOperation rounds) =>
        Expression.SlotOf(factor) is { } symbol
            ? SymbolEqualityComparer.Default.Equals(symbol, Expression.SlotOf(rounds))
            : factor.ConstantValue is { HasValue: true, Value: int and > 1 and var number } && rounds.ConstantValue is { HasValue: true, Value: int bound } && number == bound;

    // epochs * 2 is half a cosine.
    private static bool IsLiteral(IOperation factor) => factor is ILiteralOperation;
}
