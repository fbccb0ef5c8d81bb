using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Layers;

/// <summary>The formulas behind <see cref="Activation"/>.</summary>
public static class ActivationFunction
{
    /// <summary>True when the activation multiplies two halves of its input, so that the layer before it must be twice as wide.</summary>
    public static bool IsGated(this Activation activation) =>
        activation is Activation.Glu or Activation.SwiGlu or Activation.GeGlu or Activation.ReGlu;

    /// <summary>
    /// Applies the activation. Shapes: [...] to [...]; gated activations take [..., 2n] to [..., n], the first half being the value and the second the gate:
    /// <c>a * φ(b)</c>.
    /// </summary>
    public static Tensor Apply(this Activation activation, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return activation switch
        {
            Activation.Identity => input.alias(),
            Activation.Relu => input.relu(),
            Activation.LeakyRelu => F.leaky_relu(input, 0.01),
            Activation.Gelu => input.gelu(),
            Activation.Silu => input.silu(),
            Activation.Mish => F.mish(input),
            Activation.Tanh => input.tanh(),
            Activation.Sigmoid => input.sigmoid(),
            Activation.Elu => F.elu(input, 1.0),
            Activation.Selu => F.selu(input),
            Activation.Softplus => input.softplus(),
            Activation.Glu => F.glu(input, -1),
            Activation.SwiGlu => Gate(input, Activation.Silu),
            Activation.GeGlu => Gate(input, Activation.Gelu),
            Activation.ReGlu => Gate(input, Activation.Relu),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "This is not an activation: take a member of Activation."),
        };
    }

    private static Tensor Gate(Tensor input, Activation inner)
    {
        var halves = input.chunk(2, -1);
        using var value = halves[0];
        using var gate = halves[1];
        using var open = inner.Apply(gate);
        return value * open;
    }
}
