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

    /// <summary>Heads of keys and values, each shared by a group of query heads (Ainslie et al. 2023); divides the heads: an integer, or a size of this class (<c>nameof(groups)</c>); 0 (default): as many as heads.</summary>
    public object KeyValueHeads { get; set; } = 0;

    /// <summary>The probability with which an attention weight is dropped in training. Default 0.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether the projections have biases. Default true.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether queries and keys are RMS-normalised per head, which bounds the scores (Henry et al. 2020). Default false.</summary>
    public bool QkNorm { get; set; }

    /// <summary>c in c tanh(score / c), applied to the scores (Gemma 2); 0 (default) for none.</summary>
    public double LogitSoftCap { get; set; }

    /// <summary>Queries, keys and values are clamped to plus and minus this number; 0 (default) for none.</summary>
    public double ClipQkv { get; set; }

    /// <summary>Whether queries and keys are rotated by their position (Su et al. 2021). Default false.</summary>
    public bool Rotary { get; set; }

    /// <summary>The base of the rotation's wave lengths. Default 10000.</summary>
    public double RotaryBase { get; set; } = 10000;
}
