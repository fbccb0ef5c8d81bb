using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary><c>x + bias</c>, bias one learned number that starts at 0: what Fixup puts before every layer and activation of a branch in the place of a norm (Zhang et al. 2019).</summary>
/// <remarks>Any shape to the same. Parameter: <c>bias</c> [1].</remarks>
public sealed class ScalarBias : Layer
{
    /// <summary>Creates the layer.</summary>
    public ScalarBias()
        : base(nameof(ScalarBias))
    {
        register_empty("bias", 1);
        reset_parameters();
    }

    /// <summary>The number, [1].</summary>
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
