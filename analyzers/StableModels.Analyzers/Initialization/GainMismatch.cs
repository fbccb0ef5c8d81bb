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

        var lists = FilledList.In(context.Module);
        foreach (var call in context.Calls)
        {
            if (context.Known.IsFactory(call.TargetMethod, "Sequential"))
            {
                CheckRow(context, RowOf(context, call, lists), inits);
            }
        }

        foreach (var graph in context.Graphs)
        {
            CheckGraph(context, graph, lists, inits);
        }
    }

    // The layers written into it, those of a list that it is given, or those that are appended to it.
    private static IEnumerable<(ModuleInfo Layer, ISymbol? Holder)> RowOf(ModuleContext context, IInvocationOperation sequential, Dictionary<ISymbol, FilledList> lists)
    {
        var holder = sequential.Arguments switch
        {
            [{ ArgumentKind: ArgumentKind.Explicit, Value: var given }] => FilledList.ListOf(given),
            _ => HolderOf(sequential),
        };
        var layers = holder is not null && lists.TryGetValue(holder, out var filled) ? filled.Layers : QueriedLayers.Of(context.Module, sequential);
        return layers is not null ? layers.SelectMany(item => Stretch.Leaves(item.Layer, item.Holder))
            : context.Module.Resolve(sequential) is { } stack ? Stretch.Leaves(stack, null)
            : [];
    }

    private static ISymbol? HolderOf(IOperation value) => value.Parent switch
    {
        IConversionOperation conversion => HolderOf(conversion),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        IFieldInitializerOperation { InitializedFields: [var field] } => field,
        ISimpleAssignmentOperation assignment => FilledList.ListOf(assignment.Target),
        _ => null,
    };

    private static void CheckRow(ModuleContext context, IEnumerable<(ModuleInfo Layer, ISymbol? Holder)> row, LayerInits inits)
    {
        var stretch = Stretch.Empty;
        foreach (var (layer, holder) in row)
        {
            stretch = Go(context, stretch, stretch.Through(layer, holder, inits));
        }

        Check(context, stretch);
    }

    private static void CheckGraph(ModuleContext context, FlowGraph graph, Dictionary<ISymbol, FilledList> lists, LayerInits inits)
    {
        var stretches = new Dictionary<Value, Stretch>();
        foreach (var value in graph.Values)
        {
            var before = value.Inputs.Count > 0 && stretches.TryGetValue(value.Inputs[0], out var known) ? known : Stretch.Empty;
            var after = stretches[value] = before.Through(value, inits);
            if (ActivationGain.Of(value) is not null)
            {
                Check(context, after);
            }

            if (value is { Kind: ValueKind.Merge, Name: "loop", Inputs: [_, var last], Origin: IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var element } } loop }
                && FilledList.ListOf(loop.Collection) is { } list && lists.TryGetValue(list, out var filled)
                && Body(value, last) is { } body)
            {
                CheckLoop(context, filled, body, element, inits);
            }
        }
    }

    // foreach (var layer in layers) x = relu(layer.call(x)), unrolled.
    private static void CheckLoop(ModuleContext context, FilledList filled, List<Value> body, ISymbol element, LayerInits inits)
    {
        var stretch = Stretch.Empty;
        foreach (var (layer, holder) in filled.Layers)
        {
            foreach (var value in body)
            {
                stretch = Go(context, stretch, SymbolEqualityComparer.Default.Equals(Layers.Holder(value), element)
                    ? stretch.Through(layer, holder, inits)
                    : stretch.Through(value, inits));
            }
        }

        Check(context, stretch);
    }

    // The values between a loop's head and its end, each the first input of the next.
    private static List<Value>? Body(Value head, Value last)
    {
        var body = new List<Value>();
        for (var at = last; !ReferenceEquals(at, head); at = at.Inputs[0])
        {
            if (at.Inputs.Count == 0 || at.Kind == ValueKind.Merge)
            {
                return null;
            }

            body.Insert(0, at);
        }

        return body;
    }

    // A stretch that ends here is looked at for the last time.
    private static Stretch Go(ModuleContext context, Stretch before, Stretch after)
    {
        if (after.Steps.Count < before.Steps.Count)
        {
            Check(context, before);
        }

        return after;
    }

    private static void Check(ModuleContext context, Stretch stretch)
    {
        // No activation follows the head.
        var steps = stretch.Steps is [.., { Activation: null }] ? [.. stretch.Steps.Take(stretch.Steps.Count - 1)] : stretch.Steps;
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
                    Text(step.Gain, "0.##"), name, Text(fitting, "0.##"), steps.Count.ToString(CultureInfo.InvariantCulture), Text(Math.Exp(change), Math.Abs(change) < Math.Log(10) ? "0.###" : "0.#e0")));
            }
        }
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
