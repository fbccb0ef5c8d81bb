using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Scales the whole gradient down when its global norm exceeds a limit (Pascanu, Mikolov and Bengio, 2013).</summary>
/// <param name="maxNorm">The largest norm let through; positive and finite. 1.0 is usual.</param>
[Expands(typeof(Gradients.ClipNorm))]
public sealed class ClipNormAttribute(double maxNorm) : ClippingAttribute
{
    /// <summary>The largest norm let through.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaxNorm { get; } = maxNorm;

    /// <summary>The order p of the norm; positive, <see cref="double.PositiveInfinity"/> for the largest element. Default 2.</summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double NormType { get; set; } = 2;
}
