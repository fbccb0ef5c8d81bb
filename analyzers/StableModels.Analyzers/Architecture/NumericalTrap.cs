using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1010 compositions that overflow or hide a NaN, SM1011 ones that lose digits near zero.</summary>
internal sealed class NumericalTrap : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.NumericalTrap, RuleDescriptors.LostDigits];

    public override void Examine(ModuleContext context)
    {
        foreach (var value in context.Values)
        {
            if (value is not { Kind: ValueKind.Operator or ValueKind.Module, Inputs: [var input, ..], Origin: { } origin })
            {
                continue;
            }

            if (value.IsOperator("log") && Unconverted(input) is var source && Log(source) is { } instead)
            {
                context.Report(Diagnostic.Create(
                    instead == "log1p" ? RuleDescriptors.LostDigits : RuleDescriptors.NumericalTrap,
                    Locations.NameOf(origin),
                    source.Origin is null || source != input ? [] : [source.Origin.Syntax.GetLocation()], // without it there is no fix: the conversion would be lost
                    ImmutableDictionary<string, string?>.Empty.Add("instead", instead),
                    Explain(instead)));
            }
            else if (value.IsOperator("sub") && value.Inputs.Count == 2 && input.IsOperator("exp") && IsOne(value.Inputs[1]))
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.LostDigits, origin.Syntax.GetLocation(), input.Origin is null ? [] : [input.Origin.Syntax.GetLocation()],
                    ImmutableDictionary<string, string?>.Empty.Add("instead", "expm1"), Explain("expm1")));
            }
            else if (Layers.IsSoftmax(value) && input is { Kind: ValueKind.Module, Module: { UserType: null, Name: "Linear" } layer }
                && layer.Constant("outputSize") is 1L && value.Module is null or { IsSequential: false } && IsOverLast(value))
            {
                context.Report(
                    RuleDescriptors.NumericalTrap,
                    origin is IInvocationOperation { Instance: { } receiver } && value.Kind == ValueKind.Module ? receiver.Syntax.GetLocation() : Locations.NameOf(origin),
                    "A softmax over one unit is always 1: its gradient is 0 and nothing is learned; use a sigmoid, or two units");
            }
            else if (value.IsOperator("sqrt") && IsPairwiseSquare(input))
            {
                context.Report(
                    RuleDescriptors.NumericalTrap,
                    Locations.NameOf(origin),
                    "The distance of each row to itself is 0, where the square root's gradient is infinite: 0 * infinity = NaN for every row; add an eps such as 1e-12 inside the square root");
            }
            else if (value.IsOperator("where") && value.Inputs.Count == 3)
            {
                CheckWhere(context, value);
            }
        }
    }

    // A conversion in between changes nothing: what has underflowed stays 0, and FP16 underflows sooner.
    private static Value Unconverted(Value value) =>
        value is { Kind: ValueKind.Operator, Name: "to" or "half" or "bfloat16" or "type", Inputs: [var converted, ..] } ? Unconverted(converted) : value;

    private static string? Log(Value input)
    {
        if (input.IsOperator("softmax"))
        {
            return "log_softmax";
        }

        if (input.IsOperator("sigmoid"))
        {
            return "logsigmoid";
        }

        if (input.IsOperator("sub") && input.Inputs.Count == 2 && IsOne(input.Inputs[0]) && input.Inputs[1].IsOperator("sigmoid"))
        {
            return "logsigmoid(-x)";
        }

        if (input.IsOperator("sum") && input.Inputs.Count > 0 && input.Inputs[0].IsOperator("exp"))
        {
            return "logsumexp";
        }

        if (input.IsOperator("add") && input.Inputs.Count == 2)
        {
            var other = IsOne(input.Inputs[0]) ? input.Inputs[1] : IsOne(input.Inputs[1]) ? input.Inputs[0] : null;
            return other is null ? null : other.IsOperator("exp") ? "softplus" : "log1p";
        }

        return null;
    }

    private static string Explain(string instead) => instead switch
    {
        "log_softmax" => "log(softmax(x)) is -infinity where the softmax underflows, at differences above 103 in FP32 and 17 in FP16; log_softmax is exact",
        "logsigmoid" => "log(sigmoid(x)) is -infinity below x = -103 in FP32 and -17 in FP16; logsigmoid is exact",
        "logsigmoid(-x)" => "log(1 - sigmoid(x)) is -infinity above x = 17 in FP32 and 8 in FP16, where the sigmoid rounds to 1; logsigmoid(-x) is the same and exact",
        "logsumexp" => "log(sum(exp(x))) overflows above x = 88 in FP32 and 11 in FP16; logsumexp subtracts the maximum first",
        "softplus" => "log(1 + exp(x)) overflows above x = 88 in FP32 and 11 in FP16; softplus does not",
        "log1p" => "log(1 + x) loses x below 6e-8 in FP32 and 5e-4 in FP16; log1p keeps it",
        _ => "exp(x) - 1 loses x below 6e-8 in FP32 and 5e-4 in FP16; expm1 keeps it",
    };

    // where(x > 0, sqrt(x), 0): the gradient of the branch not taken is 0 * infinity = NaN.
    private static void CheckWhere(ModuleContext context, Value where)
    {
        var condition = where.Inputs[0];
        foreach (var branch in where.Inputs.Skip(1))
        {
            var (guarded, cure) = branch switch
            {
                { Kind: ValueKind.Operator, Name: "sqrt" or "log" or "rsqrt" or "log2" or "log10" or "reciprocal", Inputs: [var argument, ..] } =>
                    (argument, "give " + branch.Name + " an argument that is positive everywhere, clamp(min: 1e-12), in FP16 clamp(min: 1e-4)"),
                { Kind: ValueKind.Operator, Name: "div", Inputs: [_, { Kind: not ValueKind.Constant } divisor] } =>
                    (divisor, "divide by what is never 0: by clamp(min: 1e-12) of a divisor that is not negative, else by where(d == 0, 1, d)"),
                _ => (null, ""),
            };
            if (guarded is not null && branch.Origin is { } origin
                && condition.Inputs.Contains(guarded) && (condition.Kind == ValueKind.Unknown || condition.Name is "gt" or "ge" or "lt" or "le" or "ne" or "eq")
                && !IsWithoutGradient(context, origin))
            {
                context.Report(
                    RuleDescriptors.NumericalTrap,
                    branch.Name == "div" && origin is IBinaryOperation ? origin.Syntax.GetLocation() : Locations.NameOf(origin),
                    "where() hides the value of " + branch.Name + " but not its gradient: outside of the condition it is 0 * infinity = NaN; " + cure);
            }
        }
    }

    // Statistics of the data, or a metric.
    private static bool IsWithoutGradient(ModuleContext context, IOperation operation) =>
        context.Module.OwnerOf(operation) is IMethodSymbol method && context.Module.Body(method) is { } body
        && body.Descendants().Any(o => o is IInvocationOperation { TargetMethod.Name: "no_grad" or "inference_mode" });

    // sum((x.unsqueeze(0) - x.unsqueeze(1)) ** 2): all pairs of the rows of one tensor, each row with itself among them.
    private static bool IsPairwiseSquare(Value sum)
    {
        if (!sum.IsOperator("sum") || sum.Inputs.Count == 0)
        {
            return false;
        }

        var square = sum.Inputs[0];
        var difference = square.IsOperator("square") || square.IsOperator("pow") && square.Inputs.Count == 2 && IsTwo(square.Inputs[1]) ? square.Inputs[0]
            : square.IsOperator("mul") && square.Inputs.Count == 2 && ReferenceEquals(square.Inputs[0], square.Inputs[1]) ? square.Inputs[0]
            : null;
        return difference is not null && difference.IsOperator("sub") && difference.Inputs is [var left, var right]
            && left.IsOperator("unsqueeze") && right.IsOperator("unsqueeze")
            && left.Inputs is [var one, { Constant: { } row }] && right.Inputs is [var other, { Constant: { } column }]
            && ReferenceEquals(one, other) && !row.Equals(column);
    }

    private static bool IsTwo(Value value) => value.Constant is 2 or 2L or 2.0 or 2f;

    private static bool IsOne(Value value) => value.Constant switch
    {
        double d => d == 1,
        float f => f == 1,
        int i => i == 1,
        long l => l == 1,
        _ => false,
    };

    // Over the features: the last dimension, or the second of a matrix.
    private static bool IsOverLast(Value softmax)
    {
        var dimension = softmax.Module is { } module ? module.Constant("dim") : softmax.Inputs.Count > 1 ? softmax.Inputs[1].Constant : null;
        return dimension is -1L or -1;
    }
}
