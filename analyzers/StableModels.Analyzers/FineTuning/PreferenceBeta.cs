using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.FineTuning;

/// <summary>SM6001: a preference loss whose beta is far from what works.</summary>
internal sealed class PreferenceBeta : TrainingRule
{
    public override DiagnosticDescriptor Descriptor => RuleDescriptors.PreferenceBeta;

    public override void Examine(TrainingCode code, TrainingReport report)
    {
        foreach (var call in code.Calls)
        {
            if (call.TargetMethod.Name == "logsigmoid"
                && code.Symbols.IsTorchSharp(call.TargetMethod)
                && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } operand
                && code.Flow.Resolve(operand) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product
                && BetaOf(code, product) is { } beta
                && code.Flow.ConstantOf(Number(beta)) is { } value
                && (value < report.Option(RuleOptions.SmallestBeta, call) || value > report.Option(RuleOptions.LargestBeta, call)))
            {
                report.Add(
                    Descriptor,
                    beta.Syntax.GetLocation(),
                    "A beta of " + value.ToString(CultureInfo.InvariantCulture) + " is far from the usual 0.1 to 0.5: smaller lets the model drift from its reference, larger hardly lets it learn");
            }
        }
    }

    // logsigmoid(beta * (chosen - rejected)), both of them differences to the reference.
    private static IOperation? BetaOf(TrainingCode code, IBinaryOperation product)
    {
        var beta = code.Flow.ConstantOf(Number(product.LeftOperand)) is not null ? product.LeftOperand : product.RightOperand;
        var margin = ReferenceEquals(beta, product.LeftOperand) ? product.RightOperand : product.LeftOperand;
        return code.Flow.Resolve(margin) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } outer
            && IsDifference(code, outer.LeftOperand)
            && IsDifference(code, outer.RightOperand)
                ? beta
                : null;
    }

    private static bool IsDifference(TrainingCode code, IOperation value) =>
        code.Flow.Resolve(value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract };

    private static IOperation Number(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }
}
