namespace StableModels;

/// <summary>A non-linearity of its own; it also decides the initial gain of the layer before it. The property's type is <c>StableModels.Layers.ActivationLayer</c>.</summary>
/// <param name="activation">Which one; not a gated one, whose two halves only a feed-forward layer has.</param>
public sealed class ActivationAttribute(Activation activation) : ModuleAttribute
{
    /// <summary>Which one.</summary>
    public Activation Activation { get; } = activation;
}
