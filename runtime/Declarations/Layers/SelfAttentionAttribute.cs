namespace StableModels;

/// <summary>Multi-head scaled dot-product self-attention (Vaswani et al. 2017), with one fused query-key-value projection. The property's type is <c>StableModels.Layers.SelfAttention</c>.</summary>
public sealed class SelfAttentionAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream.</param>
    /// <param name="heads">How many heads; divides the width.</param>
    public SelfAttentionAttribute(string width, string heads)
        : base(width, heads)
    {
    }

    /// <inheritdoc cref="SelfAttentionAttribute(string, string)" />
    public SelfAttentionAttribute(string width, long heads)
        : base(width, heads)
    {
    }

    /// <inheritdoc cref="SelfAttentionAttribute(string, string)" />
    public SelfAttentionAttribute(long width, string heads)
        : base(width, heads)
    {
    }

    /// <inheritdoc cref="SelfAttentionAttribute(string, string)" />
    public SelfAttentionAttribute(long width, long heads)
        : base(width, heads)
    {
    }

    /// <summary>Whether a position sees only itself and what came before. Default false.</summary>
    public bool Causal { get; set; }

    /// <summary>The probability with which an attention weight is dropped in training. Default 0.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether the projections have biases. Default true.</summary>
    public bool Bias { get; set; } = true;
}
