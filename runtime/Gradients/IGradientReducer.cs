using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>
/// Averages over the processes that train together. It stands between the backward pass and everything that looks at gradients, so that every rank
/// unscales, skips, clips and rolls back alike: all decisions are made from what this returns.
/// </summary>
public interface IGradientReducer
{
    /// <summary>How many processes train together; 1 when there is only this one.</summary>
    int Ranks { get; }

    /// <summary>Replaces the tensor on every rank by its mean over all ranks, the same bits everywhere. A NaN or infinity anywhere must reach all.</summary>
    /// <param name="tensor">Any shape, FP32 or FP64: the flat gradient, or the loss.</param>
    void Average(Tensor tensor);
}
