namespace StableModels;

/// <summary>Normalises the last dimension to mean 0 and variance 1 (Ba et al. 2016). The property's type is <c>TorchSharp.Modules.LayerNorm</c>.</summary>
public sealed class LayerNormAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream.</param>
    public LayerNormAttribute(string width)
        : base(width)
    {
    }

    /// <inheritdoc cref="LayerNormAttribute(string)" />
    public LayerNormAttribute(long width)
        : base(width)
    {
    }

    /// <summary>Added to the variance; at least 1e-5 is safe in half precision. Default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether a bias is learned. Default true.</summary>
    public bool Bias { get; set; } = true;
}
