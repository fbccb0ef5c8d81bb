using StableModels.Initialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// <c>gamma * x</c>, gamma a learned number per channel that starts small, on the output of a residual branch (Touvron et al. 2021, CaiT): every block
/// begins close to the identity.
/// </summary>
/// <remarks>Shapes: [..., width] to the same. Parameter: <c>gamma</c> [width].</remarks>
public sealed class LayerScale : Layer
{
    private readonly double _initial;

    /// <summary>Creates the layer.</summary>
    /// <param name="width">Size of the last dimension.</param>
    /// <param name="initial">Where gamma starts: 0.1 to depth 18, 1e-5 to depth 24, 1e-6 beyond (CaiT).</param>
    public LayerScale(long width, double initial = 1e-4)
        : base(nameof(LayerScale))
    {
        OutOfRange.ThrowIfBelow(width, 1);
        if (!double.IsFinite(initial))
            throw new ArgumentOutOfRangeException(nameof(initial), initial, "The scale of a branch starts at a finite number.");
        _initial = initial;
        register_empty("gamma", width);
        reset_parameters();
    }

    /// <summary>The scale of each channel, [width].</summary>
    public Parameter gamma
    {
        get => parameter("gamma");
        set => replace_parameter("gamma", value);
    }

    /// <summary>Sets every scale to its start.</summary>
    public void reset_parameters() => new Initialization.Constant(_initial).Apply(gamma);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input * gamma;
}
