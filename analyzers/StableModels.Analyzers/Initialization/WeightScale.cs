using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>
/// SM2001 a standard deviation far above fan-in's, SM2002 a constant hidden layer, SM2005 queries and keys that start too large.
/// </summary>
internal sealed class WeightScale : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        [RuleDescriptors.WeightScale, RuleDescriptors.ConstantHiddenLayer, RuleDescriptors.LargeQueryKey];

    public override void Examine(ModuleContext context)
    {
        var inits = new List<WeightInit>();
        foreach (var call in context.Calls)
        {
            if (WeightInit.Of(call, context.Module) is { } init)
            {
                inits.Add(init);
            }
        }

        if (inits.Count == 0)
        {
            return;
        }

        var projections = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var scores in context.Values.Select(value => AttentionScores.Of(value, context.Compilation)))
        {
            foreach (var projection in scores is null ? [] : new[] { scores.Query, scores.Key })
            {
                if (Layers.Holder(projection) is { } holder)
                {
                    projections.Add(holder);
                }
            }
        }

        foreach (var init in inits)
        {
            var isProjection = init.Holder is not null && projections.Contains(init.Holder);
            if (isProjection && IsTwiceXavier(init))
            {
                context.Report(RuleDescriptors.LargeQueryKey, Locations.NameOf(init.Call), init.Holder!.Name);
            }
            else if (init is { StandardDeviation: { } deviation, FanIn: { } fanIn }
                && deviation * Math.Sqrt(fanIn) is var factor && factor > context.Option(RuleOptions.WeightScale, init.Call.Syntax))
            {
                context.Report(RuleDescriptors.WeightScale, Locations.NameOf(init.Call), Text(deviation), Text(fanIn), Text(factor * factor));
            }
            else if (IsConstant(init) && init.Holder is not null && IsHidden(context, init.Holder))
            {
                context.Report(RuleDescriptors.ConstantHiddenLayer, Locations.NameOf(init.Call), init.Holder.Name);
            }
        }
    }

    private static bool IsTwiceXavier(WeightInit init) =>
        (init.Name is "xavier_uniform_" or "xavier_normal_" && init.Gain >= 2)
        || (init is { StandardDeviation: { } deviation, FanIn: { } fanIn } && deviation * Math.Sqrt(fanIn) >= 2);

    private static bool IsConstant(WeightInit init) =>
        init.Name is "zeros_" or "ones_" or "constant_" && init.Layer is { UserType: null, Name: "Linear" or "Conv1d" or "Conv2d" or "Conv3d" };

    // Hidden: its output goes through activations alone into another layer with weights. An output layer or the end of a
    // residual branch may well start at zero.
    private static bool IsHidden(ModuleContext context, ISymbol holder)
    {
        foreach (var value in context.Values)
        {
            if (SymbolEqualityComparer.Default.Equals(Layers.Holder(value), holder))
            {
                var at = value;
                for (var steps = 0; steps < 8 && at is { Users: [var next], Escapes: false }; steps++)
                {
                    if (next is { Kind: ValueKind.Module, Module: { UserType: null, HasWeights: true, IsSequential: false } } && !SymbolEqualityComparer.Default.Equals(Layers.Holder(next), holder))
                    {
                        return true;
                    }

                    if (!(next is { Kind: ValueKind.Module, Module: { UserType: null, HasWeights: false } } || next is { Kind: ValueKind.Operator, Inputs.Count: 1 } || Layers.IsReshaping(next)))
                    {
                        break;
                    }

                    at = next;
                }
            }
        }

        return false;
    }

    // A small factor of one's own asks for deviations that three decimals round to 0.
    private static string Text(double number) => number.ToString(number < 0.001 ? "0.##e0" : "0.###", CultureInfo.InvariantCulture);
}
