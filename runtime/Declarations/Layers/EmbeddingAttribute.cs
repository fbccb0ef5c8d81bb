namespace StableModels;

/// <summary>A table of vectors, one per token; starts N(0, 0.02²). The property's type is <c>TorchSharp.Modules.Embedding</c>.</summary>
public sealed class EmbeddingAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="count">How many different tokens there are.</param>
    /// <param name="width">The width of each vector.</param>
    public EmbeddingAttribute(string count, string width)
        : base(count, width)
    {
    }

    /// <inheritdoc cref="EmbeddingAttribute(string, string)" />
    public EmbeddingAttribute(string count, long width)
        : base(count, width)
    {
    }

    /// <inheritdoc cref="EmbeddingAttribute(string, string)" />
    public EmbeddingAttribute(long count, string width)
        : base(count, width)
    {
    }

    /// <inheritdoc cref="EmbeddingAttribute(string, string)" />
    public EmbeddingAttribute(long count, long width)
        : base(count, width)
    {
    }

    /// <summary>The token whose vector stays zero and gets no gradient: an integer, or a size of this class (<c>"count - 1"</c>). Default -1, for none.</summary>
    public object PaddingIndex { get; set; } = -1;
}
