using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>The matrix products of one module: two operations for each weight that is met. Look-ups, norms and activations have none.</summary>
internal static class Products
{
    /// <summary>The operations of a module's own weights on one vector, token or place; null where it has matrices and is none that is known here.</summary>
    public static long? Of(nn.Module module) => module switch
    {
        Embedding or EmbeddingBag or LearnedPositions => 0,
        MixtureOfExperts experts => experts.OperationsPerToken,
        Linear or SpectralLinear or Bilinear or Convolution or PatchEmbedding or LSTM or GRU or RNN => 2 * Matrices(module).Sum(static matrix => matrix.numel()),
        _ => Matrices(module).Any() ? null : 0,
    };

    /// <summary>Whether that is all, so that the modules in it are not asked.</summary>
    public static bool IsWhole(nn.Module module) => module is MixtureOfExperts;

    /// <summary>What they are counted for, where the module itself tells.</summary>
    public static CountedFor? CountedFor(nn.Module module) => module switch
    {
        Convolution => Layers.CountedFor.Place,
        Embedding or LearnedPositions or SinusoidalPositions or PatchEmbedding or SelfAttention or CrossAttention or LSTM or GRU or RNN => Layers.CountedFor.Token,
        _ => null,
    };

    /// <summary>What those behind it are counted for, where it changes that.</summary>
    public static CountedFor? CountedForAfter(nn.Module module) => module is EmbeddingBag or Flatten or MeanPooling ? Layers.CountedFor.Sample : CountedFor(module) is Layers.CountedFor.Token ? Layers.CountedFor.Token : null;

    /// <summary>How often one call meets the weights, by the shapes of what comes in and what goes out.</summary>
    public static long Times(nn.Module module, long[] input, long[] output) => module switch
    {
        ConvolutionTranspose or Convolution => Volume(module is ConvolutionTranspose ? input : output) / (module is ConvolutionTranspose ? input : output)[Channels(module)],
        LSTM or GRU or RNN or MixtureOfExperts => Volume(input) / input[^1],
        _ => Volume(output) / output[^1],
    };

    /// <summary>The products of queries with keys and of weights with values, which are no weights of the module's.</summary>
    public static long OfAttention(nn.Module module, long[] input, long[] memory) => module is SelfAttention or CrossAttention ? 4 * Volume(input) * memory[^2] : 0;

    private static IEnumerable<Parameter> Matrices(nn.Module module) => module.parameters(recurse: false).Where(static p => p.dim() >= 2);

    private static long Volume(long[] shape) => shape.Aggregate(1L, static (product, size) => product * size);

    /// <summary>The dimension of the channels, from the end: a batch may be missing.</summary>
    private static Index Channels(nn.Module module) => ^(int)(module.parameters(recurse: false).First(static p => p.dim() >= 3).dim() - 1);
}
