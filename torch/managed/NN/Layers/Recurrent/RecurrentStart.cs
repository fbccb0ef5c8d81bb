using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What recurrent layers and cells start from.</summary>
internal static class RecurrentStart
{
    /// <summary>A parameter drawn from U(-1/sqrt(hidden), 1/sqrt(hidden)).</summary>
    internal static Parameter Parameter(long hidden, long[] shape, Device? device, ScalarType? dtype)
    {
        var parameter = new Parameter(empty(shape, dtype: dtype, device: device));
        var bound = 1 / Math.Sqrt(hidden);
        nn.init.uniform_(parameter, -bound, bound);
        return parameter;
    }

    /// <summary>A cell's state before its first step: zeros, a row for each of the inputs.</summary>
    internal static Tensor State(Tensor input, long hidden)
    {
        var shape = input.shape;
        long[] state = shape.Length == 1 ? [hidden] : [shape[0], hidden];
        return zeros(state, dtype: input.dtype, device: input.device);
    }
}
