using StableModels.Initialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Cuts pictures into square patches and makes a vector of each by one matrix: the same as a convolution whose stride is its kernel (Dosovitskiy et al. 2021).</summary>
/// <remarks>Shapes: [n, channels, height, width of the picture] to [n, patches, width], patches row by row. Parameters: <c>weight</c> [width, channels, patch, patch] and <c>bias</c> [width], as those of that convolution.</remarks>
public sealed class PatchEmbedding : Layer
{
    private readonly bool _hasBias;

    /// <summary>Creates the layer and draws its weights (<see cref="reset_parameters(InitialLaw, Generator)"/>).</summary>
    /// <param name="channels">The channels that come in.</param>
    /// <param name="width">The width of the vector that each patch becomes.</param>
    /// <param name="patch">The side of a patch; divides height and width of the pictures.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="drawn">Whether to draw the weights now; false when the caller does it, with <c>reset_parameters</c>, before anything else.</param>
    public PatchEmbedding(long channels, long width, long patch, bool bias = true, bool drawn = true)
        : base(nameof(PatchEmbedding))
    {
        OutOfRange.ThrowIfBelow(channels, 1);
        OutOfRange.ThrowIfBelow(width, 1);
        OutOfRange.ThrowIfBelow(patch, 1);
        Patch = patch;
        _hasBias = bias;
        register_empty("weight", width, channels, patch, patch);
        if (bias)
            register_empty("bias", width);
        if (drawn)
            reset_parameters();
    }

    /// <summary>The side of a patch.</summary>
    public long Patch { get; }

    /// <summary>The matrix, as a kernel: [width, channels, patch, patch].</summary>
    public Parameter weight
    {
        get => parameter("weight");
        set => replace_parameter("weight", value);
    }

    /// <summary>The bias, [width]; null without one.</summary>
    public Parameter? bias
    {
        get => _hasBias ? parameter("bias") : null;
        set => replace_parameter("bias", value!);
    }

    /// <summary>Draws the matrix and sets the bias to 0.</summary>
    /// <param name="law">The matrix's law; N(0, 1 / (channels patch²)) when null.</param>
    /// <param name="generator">Where the random numbers come from; the global generator when null.</param>
    public void reset_parameters(InitialLaw? law = null, Generator? generator = null)
    {
        (law ?? new FanIn()).Apply(weight, generator);
        if (bias is { } shift)
            Initialization.Constant.Zero.Apply(shift);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The pictures are not made of whole patches.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (height, breadth) = (input.shape[^2], input.shape[^1]);
        if (height % Patch != 0 || breadth % Patch != 0)
            throw new ArgumentException($"Pictures of {height} x {breadth} are not made of whole patches of {Patch} x {Patch}: choose a patch that divides both, or pad the pictures.", nameof(input));
        using var patches = nn.functional.conv2d(input, weight, bias, strides: [Patch, Patch]);
        using var flat = patches.flatten(2);
        return flat.transpose(1, 2);
    }
}
