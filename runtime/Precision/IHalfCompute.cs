using static TorchSharp.torch;

namespace StableModels.Precision;

/// <summary>
/// A module whose own <c>forward</c> casts between the half type and FP32, so that mixed precision converts the weights of its matrix products alone and leaves norms, tables and scales in
/// FP32. Attention, feed-forward and experts are such modules, and so is every class that a <c>[StableModel]</c> with <c>[MixedPrecision]</c> is made of.
/// </summary>
public interface IHalfCompute
{
    /// <summary>Converts the weights of matrix products, convolutions and attention.</summary>
    /// <param name="type">FP16 or BF16; FP32 takes a conversion back, without the digits that it dropped.</param>
    void ToHalf(ScalarType type);
}
