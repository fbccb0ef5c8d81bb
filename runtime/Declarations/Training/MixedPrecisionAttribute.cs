using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>
/// Computes matrix products, convolutions and attention in a 16-bit type while the optimiser works on FP32 master weights (Micikevicius et al., 2018). The casts are written into the generated
/// <c>forward</c>s of the model and of every declared class that it holds: norms, softmax, averages, tables and the result stay in FP32. FP16 gets dynamic loss scaling; BF16 needs none.
/// </summary>
/// <param name="type">The type of matrix products.</param>
[Expands(typeof(Precision.MixedPrecision))]
public sealed class MixedPrecisionAttribute(HalfType type) : PrecisionAttribute
{
    /// <summary>The type of matrix products.</summary>
    public HalfType Type { get; } = type;

    /// <summary>Whether FP16 scales its loss. Switching it off loses small gradients; SM4001 says so. Default true.</summary>
    public bool LossScaling { get; set; } = true;

    /// <summary>The first loss scale. Default 65536.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double InitialScale { get; set; } = 65536;

    /// <summary>Good steps in a row before the scale doubles; 0 keeps it as it is (static scaling). Default 2000.</summary>
    [Range(0, long.MaxValue)]
    public long GrowthInterval { get; set; } = 2000;

    /// <summary>The smallest scale. Default 1.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MinimumScale { get; set; } = 1;

    /// <summary>Bad steps until the scale is halved. Default 1, as in PyTorch; Megatron-LM takes 2.</summary>
    [Range(1, int.MaxValue)]
    public int Hysteresis { get; set; } = 1;
}
