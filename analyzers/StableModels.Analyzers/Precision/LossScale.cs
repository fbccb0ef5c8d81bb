using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.Precision;

internal enum LossScaling
{
    /// <summary>The loss reaches <c>backward</c> as it was computed, or smaller.</summary>
    None,

    /// <summary>The loss is multiplied by something that may be a scale.</summary>
    Scaled,

    /// <summary>Part of the loss's way is not seen.</summary>
    Unknown,
}

/// <summary>Whether a loss is multiplied on its way to <c>backward</c>.</summary>
internal static class LossScale
{
    private const int MaximumDepth = 16;

    public static LossScaling Of(TrainingCode code, TrainingEvent backward) =>
        backward.Subject is null ? LossScaling.Unknown : Of(code, backward.Subject, 0);

    /// <summary>The number that the loss is multiplied by; null where that is not a single product.</summary>
    public static IOperation? FactorOf(TrainingCode code, TrainingEvent backward)
    {
        if (backward.Subject is null)
        {
            return null;
        }

        var loss = code.Flow.Resolve(backward.Subject);
        var factors = loss switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product => new[] { product.LeftOperand, product.RightOperand },
            IInvocationOperation { TargetMethod.Name: "mul" or "multiply" or "mul_", Instance: { } instance, Arguments.Length: 1 } call
                when code.Symbols.IsTensor(instance.Type) => new[] { instance, call.Arguments[0].Value },
            _ => [],
        };
        var numbers = factors.Where(IsNumber).Select(Number).ToList();
        return numbers.Count == 1 ? numbers[0] : null;
    }

    private static LossScaling Of(TrainingCode code, IOperation loss, int depth)
    {
        loss = Expression.Unwrap(loss);
        if (depth > MaximumDepth)
        {
            return LossScaling.Unknown;
        }

        if (Expression.SlotOf(loss) is { } slot)
        {
            var definitions = code.Flow.DefinitionsOf(slot);
            if (definitions.Count == 0 || IsChangedInPlace(loss, slot))
            {
                return LossScaling.Unknown;
            }

            return definitions.Select(value => value is null ? LossScaling.Unknown : Of(code, value, depth + 1)).Aggregate(Either);
        }

        switch (loss)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product:
                return OfProduct(code, product.LeftOperand, product.RightOperand, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } quotient:
                return OfQuotient(code, quotient.LeftOperand, quotient.RightOperand, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum:
                return Either(Of(code, sum.LeftOperand, depth + 1), Of(code, sum.RightOperand, depth + 1));
            case IUnaryOperation unary:
                return Of(code, unary.Operand, depth + 1);
            case IInvocationOperation call:
                return OfCall(code, call, depth);
            case ILiteralOperation:
                return LossScaling.None;
            default:
                return LossScaling.Unknown;
        }
    }

    private static LossScaling OfCall(TrainingCode code, IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (!code.Symbols.IsTorchSharp(method))
        {
            return code.Symbols.IsModule(call.Instance?.Type) && method.Name is "forward" ? LossScaling.None : LossScaling.Unknown;
        }

        var operands = new List<IOperation>();
        if (call.Instance is { } instance)
        {
            operands.Add(instance);
        }

        operands.AddRange(call.Arguments.Where(argument => !argument.IsImplicit).Select(argument => argument.Value));
        switch (method.Name)
        {
            case "mul" or "multiply" or "mul_" when operands.Count == 2:
                return OfProduct(code, operands[0], operands[1], depth);
            case "div" or "divide" or "true_divide" or "div_" when operands.Count >= 2:
                return OfQuotient(code, operands[0], operands[1], depth);
            case "add" or "sub" or "mean" or "sum" or "to" or "squeeze" or "alias" or "@float" or "float" when call.Instance is not null && code.Symbols.IsTensor(call.Instance.Type):
                return operands.Where(operand => code.Symbols.IsTensor(operand.Type)).Select(operand => Of(code, operand, depth + 1)).Aggregate(Either);
            default:
                // A loss function or a module's output: what it is computed from is not its scale.
                return LossScaling.None;
        }
    }

    // A weight below one, constant or not yet known to be large, is no scale; a name that is not a constant may be one.
    private static LossScaling OfProduct(TrainingCode code, IOperation left, IOperation right, int depth)
    {
        var factors = new[] { left, right };
        foreach (var factor in factors)
        {
            if (!IsNumber(factor))
            {
                continue;
            }

            if (code.Flow.ConstantOf(Number(factor)) is not { } constant || constant > 1)
            {
                return LossScaling.Scaled;
            }
        }

        var tensors = factors.Where(factor => !IsNumber(factor)).ToList();
        return tensors.Count == 1 ? Of(code, tensors[0], depth + 1) : LossScaling.Unknown;
    }

    private static LossScaling OfQuotient(TrainingCode code, IOperation dividend, IOperation divisor, int depth)
    {
        var value = Number(divisor);
        var isCount = value.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
        if (!isCount && code.Flow.ConstantOf(value) is not >= 1)
        {
            return LossScaling.Unknown;
        }

        return Of(code, dividend, depth + 1);
    }

    // TorchSharp converts numbers to Scalar, and some overloads to Tensor.
    private static IOperation Number(IOperation value)
    {
        while (Expression.Unwrap(value) is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return Expression.Unwrap(value);
    }

    private static bool IsNumber(IOperation value) =>
        Number(value).Type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    // loss.mul_(scale) and loss *= scale change what the name stands for.
    private static bool IsChangedInPlace(IOperation use, ISymbol slot)
    {
        var root = use;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().OfType<IInvocationOperation>().Any(call =>
            call.Instance is { } instance
            && call.TargetMethod.Name.EndsWith("_", System.StringComparison.Ordinal)
            && SymbolEqualityComparer.Default.Equals(Expression.SlotOf(Expression.Unwrap(instance)), slot));
    }

    private static LossScaling Either(LossScaling left, LossScaling right) =>
        left == LossScaling.Scaled || right == LossScaling.Scaled ? LossScaling.Scaled
        : left == LossScaling.Unknown || right == LossScaling.Unknown ? LossScaling.Unknown
        : LossScaling.None;
}
