using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>
/// SM2003: initialised layers whose gains, divided by what their activations need and multiplied over the depth, blow the
/// signal up or put it out. A gain alone says nothing: the product does.
/// </summary>
internal sealed class GainMismatch : ModuleRule
{
    /// <summary>The property that holds the fitting gain.</summary>
    public const string Fitting = "gain";

    /// <summary>The property that names the activation.</summary>
    public const string Activation = "activation";

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.GainMismatch];

    public override void Examine(ModuleContext context)
    {
        var inits = LayerInits.Of(context.Module);
        if (inits is null)
        {
            return;
        }

        foreach (var call in context.Calls)
        {
            if (context.Known.IsFactory(call.TargetMethod, "Sequential")
                && context.Module.Resolve(call) is { Children.IsEmpty: false } stack)
            {
                Check(context, Through(Stretch.Empty, stack, null, inits));
            }
        }

        foreach (var graph in context.Graphs)
        {
            var stretches = new Dictionary<Value, Stretch>();
            foreach (var value in graph.Values)
            {
                var before = value.Inputs.Count > 0 && stretches.TryGetValue(value.Inputs[0], out var known) ? known : Stretch.Empty;
                var after = value switch
                {
                    { Kind: ValueKind.Module, Module: { } module } => Through(before, module, Layers.Holder(value), inits),
                    _ when ActivationGain.Of(value) is { } activation => before.Activate(activation),
                    _ when Layers.IsReshaping(value) => before,
                    _ => Stretch.Empty,
                };
                stretches[value] = after;
                if (ActivationGain.Of(value) is not null)
                {
                    Check(context, after);
                }
            }
        }
    }

    private static Stretch Through(Stretch stretch, ModuleInfo module, ISymbol? holder, LayerInits inits)
    {
        if (module.IsSequential)
        {
            return module.Children.IsEmpty ? Stretch.Empty : module.Children.Aggregate(stretch, (at, child) => Through(at, child, null, inits));
        }

        if (module.UserType is null && module.Name is "Linear" or "Conv1d" or "Conv2d" or "Conv3d")
        {
            return inits.For(module, holder) is { } init && LayerGain.Of(init, module) is { } gain ? stretch.Then(init, gain) : Stretch.Empty;
        }

        return ActivationGain.Of(module) is { } activation ? stretch.Activate(activation)
            : module is { UserType: null, Name: "Identity" or "Flatten" } || module.IsDropout ? stretch
            : Stretch.Empty;
    }

    private static void Check(ModuleContext context, Stretch stretch)
    {
        var steps = stretch.Steps;
        if (steps.Count < 2 || steps.Any(step => step.Activation is null))
        {
            return;
        }

        var change = steps.Sum(step => Math.Log(step.Gain / step.Activation!.Value.Gain));
        if (Math.Abs(change) < Math.Log(context.Option(RuleOptions.SignalChange, steps[0].Init.Call.Syntax)))
        {
            return;
        }

        foreach (var group in steps.GroupBy(step => step.Init))
        {
            var step = group.First();
            var (name, fitting) = step.Activation!.Value;
            if (Math.Log(step.Gain / fitting) / change > 0.05 / Math.Abs(change))
            {
                var argument = step.Init.Argument("gain");
                context.Report(Diagnostic.Create(
                    RuleDescriptors.GainMismatch,
                    argument is { ArgumentKind: ArgumentKind.Explicit } ? argument.Value.Syntax.GetLocation() : Locations.NameOf(step.Init.Call),
                    null,
                    ImmutableDictionary<string, string?>.Empty.Add(Fitting, Text(fitting, "0.####")).Add(Activation, name),
                    Text(step.Gain, "0.##"), name, Text(fitting, "0.##"), steps.Count.ToString(CultureInfo.InvariantCulture), Text(Math.Exp(change), "0.#e0")));
            }
        }
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
