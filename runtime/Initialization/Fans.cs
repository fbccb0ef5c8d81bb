using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>How many numbers flow into one output of a weight, and how many outputs one input feeds.</summary>
/// <param name="In">Inputs per output: size 1 times the receptive field.</param>
/// <param name="Out">Outputs per input: size 0 times the receptive field.</param>
/// <param name="Field">The receptive field: the product of a convolution's kernel sizes, 1 for a linear layer.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Fans(long In, long Out, long Field = 1)
{
    /// <summary>The fans of a weight in PyTorch's layout: [out, in] for linear layers, [out, in / groups, kernel...] for convolutions.</summary>
    /// <exception cref="ArgumentException">The weight has fewer than two dimensions, so it has no fans.</exception>
    public static Fans Of(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return Of(weight.shape);
    }

    /// <inheritdoc cref="Of(Tensor)"/>
    public static Fans Of(params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Length < 2)
            throw new ArgumentException(
                $"A weight of {shape.Length} dimension(s) has no fan-in. Use Constant for biases and gains, Normal or Uniform with a number of your own for other vectors.",
                nameof(shape));

        var field = 1L;
        for (var i = 2; i < shape.Length; i++)
            field *= shape[i];
        return new Fans(shape[1] * field, shape[0] * field, field);
    }
}
