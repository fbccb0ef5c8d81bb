namespace StableModels;

/// <summary>Multi-head attention from one stream to another: two inputs, so a class that uses it writes its own <c>forward</c>. The property's type is <c>StableModels.Layers.CrossAttention</c>.</summary>
public sealed class CrossAttentionAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream that asks.</param>
    /// <param name="heads">How many heads; divides the width.</param>
    public CrossAttentionAttribute(string width, string heads)
        : base(width, heads)
    {
    }

    /// <inheritdoc cref="CrossAttentionAttribute(string, string)" />
    public CrossAttentionAttribute(string width, long heads)
        : base(width, heads)
    {
    }

    /// <inheritdoc cref="CrossAttentionAttribute(string, string)" />
    public CrossAttentionAttribute(long width, string heads)
        : base(width, heads)
    {
    }

    /// <inheritdoc cref="CrossAttentionAttribute(string, string)" />
    public CrossAttentionAttribute(long width, long heads)
        : base(width, heads)
    {
    }

    /// <summary>The width of the stream that is asked: an integer, or a size of this class (<c>nameof(memory)</c>); 0 (default): the same.</summary>
    public object MemoryWidth { get; set; } = 0;

    /// <summary>Heads of keys and values, each shared by a group of query heads (Ainslie et al. 2023); divides the heads: an integer, or a size of this class (<c>nameof(groups)</c>); 0 (default): as many as heads.</summary>
    public object KeyValueHeads { get; set; } = 0;

    /// <summary>The probability with which an attention weight is dropped in training. Default 0.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether the projections have biases. Default true.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether queries and keys are RMS-normalised per head. Default false.</summary>
    public bool QkNorm { get; set; }
}
