using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Precision;

/// <summary>SM4003 softmax, norm, loss or sum of FP16 values, SM4004 a constant that FP16 cannot hold beside them.</summary>
internal sealed class HalfReduction : ModuleRule
{
    /// <summary>The property that is set where the result must be cast back to FP16.</summary>
    public const string Back = "back";

    /// <summary>The property that holds a constant that FP16 has.</summary>
    public const string Instead = "instead";

    private const double LargestHalf = 65504;
    private const double SmallestHalf = 5.96e-8 / 2;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.HalfReduction, RuleDescriptors.HalfConstant];

    public override void Examine(ModuleContext context)
    {
        if (HalfValues.Of(context) is not { } halves)
        {
            return;
        }

        foreach (var value in context.Values)
        {
            if (value is not { Origin: IInvocationOperation or IBinaryOperation or ICompoundAssignmentOperation, Inputs: [var input, ..] })
            {
                continue;
            }

            if (halves.Contains(input) && value.Origin is IInvocationOperation call && Reduction(value) is { } what && !CastsItself(call))
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.HalfReduction,
                    value.Kind == ValueKind.Module && call.Instance is { } receiver ? receiver.Syntax.GetLocation() : Locations.NameOf(call),
                    null,
                    what == Loss ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Back, "true"),
                    "FP16 has three digits and ends at 65504: " + what + " of FP16 values rounds and overflows; compute it in FP32, .to(torch.float32)"));
            }

            CheckConstants(context, halves, value);
        }
    }

    private const string Loss = "a loss";

    private static string? Reduction(Value value) => value.Kind switch
    {
        ValueKind.Operator => value.Name switch
        {
            "softmax" or "log_softmax" => "a softmax",
            "layer_norm" or "group_norm" or "norm" or "rms_norm" => "a norm",
            "sum" or "cumsum" or "prod" or "cumprod" or "logsumexp" => "a sum",
            "cross_entropy" or "binary_cross_entropy" or "binary_cross_entropy_with_logits" or "kl_div" => Loss,
            _ => value.Name.EndsWith("_loss", StringComparison.Ordinal) ? Loss : null,
        },
        ValueKind.Module when value.Module is { UserType: null } module => module switch
        {
            { Name: "Softmax" or "LogSoftmax" } => "a softmax",
            { Name: "LayerNorm" or "GroupNorm" or "RmsNorm" } => "a norm",
            _ => module.Name.EndsWith("Loss", StringComparison.Ordinal) ? Loss : null,
        },
        _ => null,
    };

    // softmax(-1, torch.float32) computes in FP32.
    private static bool CastsItself(IInvocationOperation call) =>
        call.Arguments.Any(a => a is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: "dtype" or "type" });

    private static void CheckConstants(ModuleContext context, HalfValues halves, Value value)
    {
        if (value.Kind != ValueKind.Operator || !halves.Contains(value))
        {
            return;
        }

        for (var i = 0; i < value.Inputs.Count; i++)
        {
            if (Number(value.Inputs[i].Constant) is not { } number || value.InputOrigins[i] is not { } where)
            {
                continue;
            }

            var size = Math.Abs(number);
            var isTooLarge = size > LargestHalf && !double.IsInfinity(number) && value.Name is "masked_fill" or "add" or "sub" or "mul" or "where" or "full" or "full_like" or "fill" or "clamp" or "tensor";
            var isTooSmall = size is > 0 and < SmallestHalf && value.Name is "add" or "clamp" or "clamp_min" or "maximum";
            if (isTooLarge || isTooSmall)
            {
                context.Report(Diagnostic.Create(
                    RuleDescriptors.HalfConstant,
                    where.Syntax.GetLocation(),
                    null,
                    ImmutableDictionary<string, string?>.Empty.Add(Instead, isTooSmall ? "1e-4" : number < 0 ? "-65504" : "65504"),
                    isTooSmall
                        ? number.ToString("0e0", CultureInfo.InvariantCulture) + " is 0 in FP16, whose smallest number is 6e-8: it guards nothing; take 1e-4, or compute in FP32"
                        : number.ToString("0e0", CultureInfo.InvariantCulture) + " is beyond FP16, which ends at 65504: it throws or becomes infinity, and a row that is masked out whole becomes NaN; take " + (number < 0 ? "-65504" : "65504")));
            }
        }
    }

    private static double? Number(object? constant) => constant switch
    {
        double d => d,
        float f => f,
        int i => i,
        long l => l,
        _ => null,
    };
}
