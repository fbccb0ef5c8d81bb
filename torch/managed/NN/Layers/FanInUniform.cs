using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>PyTorch's initial values of linear and convolution layers: weight and bias from U(-1/sqrt(fan in), 1/sqrt(fan in)).</summary>
internal static class FanInUniform
{
    internal static void Fill(Parameter weight, Parameter? bias)
    {
        nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        if (bias is null)
            return;

        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        nn.init.uniform_(bias, -bound, bound);
    }
}
