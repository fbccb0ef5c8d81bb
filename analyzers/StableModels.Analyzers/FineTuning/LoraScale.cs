using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.FineTuning;

/// <summary>
/// SM6005: a low-rank branch beside a linear layer, base(x) + scale * B(A(x)), whose scale is an integer division or whose
/// two factors start both at zero, or both at random.
/// </summary>
internal sealed class LoraScale : ModuleRule
{
    /// <summary>The property that tells the fix what is wrong.</summary>
    public const string Fault = "fault";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.LoraScale];

    public override void Examine(ModuleContext context)
    {
        foreach (var value in context.Values)
        {
            if (LowRankBranch.Of(value) is { } branch)
            {
                CheckScale(context, branch);
                CheckStart(context, branch);
            }
        }
    }

    private static void CheckScale(ModuleContext context, LowRankBranch branch)
    {
        foreach (var scale in branch.Scales)
        {
            if (IntegerQuotient(context.Module, scale, 0) is { } quotient)
            {
                Report(context, quotient.Syntax.GetLocation(), "integers", "Both are integers: " + quotient.Syntax + " is rounded to an integer, 0 where the rank is the larger, and the branch vanishes; divide as numbers, (double)" + quotient.LeftOperand.Syntax);
            }
        }
    }

    private static void CheckStart(ModuleContext context, LowRankBranch branch)
    {
        var down = Init(context.Module, branch.Down);
        var up = Init(context.Module, branch.Up);
        if (down is null || up is null)
        {
            return;
        }

        if (IsZero(down) && IsZero(up))
        {
            Report(context, Locations.NameOf(down), "zeros", "Both factors start at zero, so neither gets a gradient and the branch never learns; draw the first one (A), and start the second (B) at zero");
        }
        else if (IsDrawn(down) && IsDrawn(up))
        {
            Report(context, Locations.NameOf(up), "random", "Both factors start at random, so the tuned model differs from the pretrained one before the first step; start the second one (B) at zero");
        }
    }

    private static void Report(ModuleContext context, Location location, string fault, string message) =>
        context.Report(Diagnostic.Create(RuleDescriptors.LoraScale, location, null, ImmutableDictionary<string, string?>.Empty.Add(Fault, fault), message));

    // alpha / rank, written in place or held in a field or local.
    private static IBinaryOperation? IntegerQuotient(ModuleClass module, IOperation? scale, int depth) => scale switch
    {
        IConversionOperation conversion => IntegerQuotient(module, conversion.Operand, depth),
        IParenthesizedOperation parenthesized => IntegerQuotient(module, parenthesized.Operand, depth),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide, ConstantValue.HasValue: false, Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } quotient => quotient,
        IFieldReferenceOperation field when depth < 4 => Single(module, field.Field, depth),
        IPropertyReferenceOperation property when depth < 4 => Single(module, property.Property, depth),
        ILocalReferenceOperation local when depth < 4 => Single(module, local.Local, depth),
        _ => null,
    };

    private static IBinaryOperation? Single(ModuleClass module, ISymbol symbol, int depth) =>
        module.Assigned(symbol) is [var value] ? IntegerQuotient(module, value, depth + 1) : null;

    private static IInvocationOperation? Init(ModuleClass module, Value factor)
    {
        if (Layers.Holder(factor) is not { } holder)
        {
            return null;
        }

        IInvocationOperation? found = null;
        foreach (var call in module.Calls)
        {
            if (KnownSymbols.Is(call.TargetMethod.ContainingType, module.Known.Init)
                && call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value is { } tensor
                && Weight(tensor) is { } owner
                && SymbolEqualityComparer.Default.Equals(Registration.Member(owner), holder))
            {
                found = found is null ? call : null;
            }
        }

        return found;
    }

    private static IOperation? Weight(IOperation tensor) => tensor switch
    {
        IConversionOperation conversion => Weight(conversion.Operand),
        IPropertyReferenceOperation { Property.Name: "weight", Instance: { } owner } => owner,
        _ => null,
    };

    private static bool IsZero(IInvocationOperation init) =>
        init.TargetMethod.Name is "zeros_"
        || (init.TargetMethod.Name is "constant_" && Initialization.WeightInit.Value(init.Arguments.FirstOrDefault(a => a.Parameter?.Name == "val")?.Value) is 0);

    private static bool IsDrawn(IInvocationOperation init) => init.TargetMethod.Name is
        "normal_" or "uniform_" or "kaiming_uniform_" or "kaiming_normal_" or "xavier_uniform_" or "xavier_normal_" or "orthogonal_";
}
