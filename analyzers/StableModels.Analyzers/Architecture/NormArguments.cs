using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Architecture;

/// <summary>SM1008: a norm whose eps is a count that slipped one place, or that runs over the batch.</summary>
internal sealed class NormArguments : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.NormArguments];

    public override void Examine(ModuleContext context)
    {
        foreach (var call in context.Calls)
        {
            Check(context, call);
        }
    }

    private static void Check(ModuleContext context, IInvocationOperation call)
    {
        var known = context.Known;
        var method = call.TargetMethod;
        var isFactory = known.IsFactory(method) && method.Name is "LayerNorm" or "GroupNorm" or "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "InstanceNorm1d" or "InstanceNorm2d" or "InstanceNorm3d";
        var isFunction = KnownSymbols.Is(method.ContainingType, known.Functional) && method.Name is "layer_norm" or "group_norm" or "batch_norm" or "instance_norm";
        if (!isFactory && !isFunction)
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter.Name: "eps", ArgumentKind: ArgumentKind.Explicit, Value.ConstantValue: { HasValue: true, Value: double eps } }
                && context.Option(RuleOptions.LargestEps, call.Syntax) is var largest && eps >= largest)
            {
                context.Report(RuleDescriptors.NormArguments, argument.Value.Syntax.GetLocation(), "eps = " + eps.ToString(CultureInfo.InvariantCulture) + Effect(eps, largest, method.Name));
            }
            else if (argument is { Parameter.Name: "normalized_shape", Value: IPropertyReferenceOperation { Property.Name: "shape", Instance: { } shaped } }
                && call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "input")?.Value.Syntax.ToString() == shaped.Syntax.ToString())
            {
                context.Report(RuleDescriptors.NormArguments, argument.Value.Syntax.GetLocation(),
                    "The whole shape is normalised, the batch included: each example's output depends on the others; give the feature dimensions alone");
            }
        }
    }

    private static string Effect(double eps, double largest, string norm) =>
        eps >= 1
            ? " is added to a variance of about 1: the norm hardly normalises; the second argument of " + norm + " is eps where a size was meant?"
            : " is added to the variance: a signal that varies less is hardly normalised; " + (eps >= RuleOptions.LargestEps.Default ? "usual values are 1e-12 to 1e-3" : RuleOptions.LargestEps.Line(largest));
}
