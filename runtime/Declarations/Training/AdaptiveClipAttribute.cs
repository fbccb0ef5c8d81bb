using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Clips the gradient of every output unit relative to the size of its weights (NFNets; Brock et al., 2021).</summary>
/// <param name="factor">The largest ratio of gradient to weight norm; 0.01 for batches of thousands, up to 0.16 for small ones.</param>
[Expands(typeof(Gradients.AdaptiveClip))]
public sealed class AdaptiveClipAttribute(double factor) : ClippingAttribute
{
    /// <summary>The largest ratio of gradient to weight norm; 0.01 for batches of thousands, up to 0.16 for small ones.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Factor { get; } = factor;

    /// <summary>What smaller weight norms count as. Default 1e-3.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MinimumNorm { get; set; } = 1e-3;

    /// <summary>Parameters whose names contain one of these, separated by commas, are not clipped; e.g. <c>head</c>. Default: none.</summary>
    public string Exclude { get; set; } = "";

    /// <summary>Parameters whose names contain one of these, separated by commas, hold their output units in the columns. Default: none.</summary>
    public string Transposed { get; set; } = "";
}
