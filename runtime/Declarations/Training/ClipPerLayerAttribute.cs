namespace StableModels;

/// <summary>Clips every parameter's gradient by its own norm.</summary>
/// <param name="maxNorm">The largest norm that one parameter's gradient may have; positive and finite.</param>
[Expands(typeof(Gradients.ClipPerLayer))]
public sealed class ClipPerLayerAttribute(double maxNorm) : ClippingAttribute
{
    /// <summary>The largest norm that one parameter's gradient may have; positive and finite.</summary>
    public double MaxNorm { get; } = maxNorm;
}
