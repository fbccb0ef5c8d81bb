namespace StableModels;

/// <summary>Which normalisation the generator puts where it adds one.</summary>
public enum NormKind
{
    /// <summary>Mean and variance over the last dimension (Ba et al. 2016).</summary>
    LayerNorm,

    /// <summary>Root mean square over the last dimension, no mean, no bias (Zhang &amp; Sennrich 2019).</summary>
    RmsNorm,
}
