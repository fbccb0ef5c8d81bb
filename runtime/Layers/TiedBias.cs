using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>The bias of a linear layer whose weight is another layer's: <c>x + bias</c>.</summary>
/// <remarks>Shapes: [..., outputs] to the same. Parameter: <c>bias</c> [outputs].</remarks>
public sealed class TiedBias : Layer
{
    /// <summary>Creates the bias.</summary>
    /// <param name="outputs">Size of the last dimension.</param>
    public TiedBias(long outputs)
        : base(nameof(TiedBias))
    {
        OutOfRange.ThrowIfBelow(outputs, 1);
        register_empty("bias", outputs);
        reset_parameters();
    }

    /// <summary>The bias, [outputs].</summary>
    public Parameter bias
    {
        get => parameter("bias");
        set => replace_parameter("bias", value);
    }

    /// <summary>Sets the bias to 0.</summary>
    public void reset_parameters() => Initialization.Constant.Zero.Apply(bias);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input + bias;
}
