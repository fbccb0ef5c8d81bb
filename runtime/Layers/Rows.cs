using StableModels.Initialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Initialises the matrices that are stored as rows of one: each has fans of its own.</summary>
internal static class Rows
{
    public static void Apply(InitialLaw law, Tensor weight, long first, long count, Generator? generator)
    {
        using var noGrad = no_grad();
        using var rows = weight.narrow(0, first, count);
        law.Apply(rows, generator);
    }

    public static void Zero(Parameter? bias)
    {
        if (bias is null)
            return;
        using var noGrad = no_grad();
        bias.zero_();
    }
}
