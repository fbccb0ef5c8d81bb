using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>A linear layer inside one of this library's, whose weights start at 0: <c>nn.Linear</c> draws its own, which the layer's <c>reset_parameters</c> would draw a second time.</summary>
internal static class Projection
{
    public static Linear Of(long inputs, long outputs, bool bias) =>
        nn.Linear(new Parameter(zeros(outputs, inputs)), bias ? new Parameter(zeros(outputs)) : null);
}
