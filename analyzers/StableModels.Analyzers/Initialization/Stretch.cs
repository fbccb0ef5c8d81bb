using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Flow;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>Initialised layers that follow one another with nothing but activations in between.</summary>
internal sealed class Stretch(IReadOnlyList<Stretch.Step> steps)
{
    public static readonly Stretch Empty = new([]);

    public IReadOnlyList<Step> Steps { get; } = steps;

    /// <summary>The layers of a module in the order that they run, those of a Sequential one by one.</summary>
    public static IEnumerable<(ModuleInfo Layer, ISymbol? Holder)> Leaves(ModuleInfo module, ISymbol? holder) =>
        module.IsSequential && !module.Children.IsEmpty ? module.Children.SelectMany(child => Leaves(child, null)) : [(module, holder)];

    /// <summary>The stretch that goes on behind a value, empty where it ends.</summary>
    public Stretch Through(Value value, LayerInits inits) => value switch
    {
        { Kind: ValueKind.Module, Module: { } module } => Through(module, Layers.Holder(value), inits),
        _ when ActivationGain.Of(value) is { } activation => Activate(activation),
        _ when Layers.IsReshaping(value) => this,
        _ => Empty,
    };

    /// <inheritdoc cref="Through(Value, LayerInits)"/>
    public Stretch Through(ModuleInfo module, ISymbol? holder, LayerInits inits) =>
        Leaves(module, holder).Aggregate(this, (stretch, leaf) => stretch.ThroughLayer(leaf.Layer, leaf.Holder, inits));

    private Stretch ThroughLayer(ModuleInfo layer, ISymbol? holder, LayerInits inits)
    {
        if (layer.UserType is null && layer.Name is "Linear" or "Conv1d" or "Conv2d" or "Conv3d")
        {
            return inits.For(layer, holder) is { } init && LayerGain.Of(init, layer) is { } gain ? Then(init, gain) : Empty;
        }

        return ActivationGain.Of(layer) is { } activation ? Activate(activation)
            : layer is { UserType: null, Name: "Identity" or "Flatten" } || layer.IsDropout ? this
            : Empty;
    }

    private Stretch Then(WeightInit init, double gain) => new([.. Steps, new Step(init, gain, null)]);

    // The activation behind the last layer; a second one in a row ends the stretch.
    private Stretch Activate((string Name, double Gain) activation) =>
        Steps.Count == 0 || Steps[Steps.Count - 1].Activation is not null
            ? Empty
            : new([.. Steps.Take(Steps.Count - 1), Steps[Steps.Count - 1] with { Activation = activation }]);

    public sealed record Step(WeightInit Init, double Gain, (string Name, double Gain)? Activation);
}
