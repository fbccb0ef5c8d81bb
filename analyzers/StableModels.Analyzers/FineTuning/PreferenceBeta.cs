using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.TrainingLoops;

namespace StableModels.Analyzers.FineTuning;

/// <summary>SM6001: a preference loss whose beta is far from what works.</summary>
internal sealed class PreferenceBeta : TrainingRule
{
    /// <summary>The property with the beta to take: the paper's 0.1, or the nearest that is allowed.</summary>
    public const string Usual = "usual";

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
                && report.Option(RuleOptions.SmallestBeta, call) is var smallest
                && report.Option(RuleOptions.LargestBeta, call) is var largest
                && (value < smallest || value > largest))
            {
                report.Add(
                    Descriptor,
                    beta.Syntax.GetLocation(),
                    "A beta of " + Text(value) + Fault(value, smallest, largest),
                    properties: ImmutableDictionary<string, string?>.Empty.Add(Usual, Text(Math.Max(smallest, Math.Min(largest, 0.1)))));
            }
        }
    }

    private static string Fault(double beta, double smallest, double largest) =>
        beta < RuleOptions.SmallestBeta.Default || beta > RuleOptions.LargestBeta.Default
            ? " is far from the usual 0.1 to 0.5: smaller lets the model drift from its reference, larger hardly lets it learn"
            : beta < smallest
                ? " is below " + RuleOptions.SmallestBeta.Line(smallest) + ": the smaller, the further the model may drift from its reference"
                : " is above " + RuleOptions.LargestBeta.Line(largest) + ": the larger, the less the model may learn";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

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
