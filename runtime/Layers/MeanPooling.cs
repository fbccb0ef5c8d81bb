using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>The mean over a sequence: what a classifier of whole sequences or pictures takes.</summary>
/// <remarks>Shapes: [..., time, width] to [..., width]. No parameters.</remarks>
public sealed class MeanPooling : Layer
{
    /// <summary>Creates the layer.</summary>
    public MeanPooling()
        : base(nameof(MeanPooling))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.mean([-2L]);
    }
}
