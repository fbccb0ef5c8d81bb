using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>An <see cref="StableModels.Activation"/> as a module. Shapes: [...] to the same; gated ones [..., 2n] to [..., n].</summary>
public sealed class ActivationLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="activation">Which one.</param>
    public ActivationLayer(Activation activation)
        : base(nameof(ActivationLayer)) => Activation = activation;

    /// <summary>Which one.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Activation.Apply(input);
}
