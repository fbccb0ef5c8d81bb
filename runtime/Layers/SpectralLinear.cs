using StableModels.Initialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Layers;

/// <summary>A linear layer whose weight is divided by its largest singular value, so that it stretches no input (Miyato et al. 2018): for critics and other Lipschitz networks.</summary>
/// <remarks>Shapes: [..., inputSize] to [..., outputSize]. Parameters: <c>weight</c> [outputSize, inputSize], <c>bias</c>; child <c>spectral_norm</c>.</remarks>
public sealed class SpectralLinear : Layer
{
    private readonly SpectralNorm _norm;
    private readonly bool _hasBias;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputSize">Size of the input's last dimension.</param>
    /// <param name="outputSize">Size of the output's last dimension.</param>
    /// <param name="hasBias">Whether a bias is added.</param>
    public SpectralLinear(long inputSize, long outputSize, bool hasBias = true)
        : base(nameof(SpectralLinear))
    {
        OutOfRange.ThrowIfBelow(inputSize, 1);
        OutOfRange.ThrowIfBelow(outputSize, 1);
        _hasBias = hasBias;
        register_empty("weight", outputSize, inputSize);
        if (hasBias)
            register_empty("bias", outputSize);
        Draw(null, null);
        _norm = new SpectralNorm(weight);
        register_module("spectral_norm", _norm);
    }

    /// <summary>The weight before it is divided, [outputSize, inputSize].</summary>
    public Parameter weight
    {
        get => parameter("weight");
        set => replace_parameter("weight", value);
    }

    /// <summary>The weight that the layer multiplies with.</summary>
    public Tensor NormalisedWeight() => _norm.call(weight);

    /// <summary>Draws the weight, sets the bias to 0 and estimates the largest singular value anew. The weight's scale cancels out.</summary>
    /// <param name="law">The weight's law; 1 / √fan_in when null.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw? law = null, Generator? generator = null)
    {
        Draw(law, generator);
        using var start = empty([weight.shape[1]], weight.dtype, weight.device).normal_(0, 1, generator);
        _norm.Restart(weight, start, 15);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var normalised = _norm.call(weight);
        return F.linear(input, normalised, _hasBias ? parameter("bias") : null);
    }

    private void Draw(InitialLaw? law, Generator? generator)
    {
        (law ?? new FanIn()).Apply(weight, generator);
        if (_hasBias)
            Rows.Zero(parameter("bias"));
    }
}
