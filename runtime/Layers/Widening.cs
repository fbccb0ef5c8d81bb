using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Sums, exponentials and normalisations lose too much in the half types: they are computed in FP32 there, and in the input's own type otherwise.</summary>
internal static class Widening
{
    public static bool IsHalf(this ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16;

    public static ScalarType Widened(this ScalarType type) => type.IsHalf() ? ScalarType.Float32 : type;

    /// <summary>The tensor itself, or a copy in FP32.</summary>
    public static Tensor Widened(this Tensor tensor) => tensor.dtype.IsHalf() ? tensor.to_type(ScalarType.Float32) : tensor;
}
