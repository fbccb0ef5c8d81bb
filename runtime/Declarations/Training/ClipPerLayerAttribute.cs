using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Clips every parameter's gradient by its own norm.</summary>
/// <param name="maxNorm">The largest norm that one parameter's gradient may have; positive and finite.</param>
[Expands(typeof(Gradients.ClipPerLayer))]
public sealed class ClipPerLayerAttribute(double maxNorm) : ClippingAttribute
{
    /// <summary>The largest norm that one parameter's gradient may have; positive and finite.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaxNorm { get; } = maxNorm;
}
