namespace StableModels;

/// <summary>The mean of the vectors of a bag of tokens, [batch, tokens] to [batch, width]; starts N(0, 0.02²). The property's type is <c>TorchSharp.Modules.EmbeddingBag</c>.</summary>
public sealed class EmbeddingBagAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="count">How many different tokens there are.</param>
    /// <param name="width">The width of each vector.</param>
    public EmbeddingBagAttribute(string count, string width)
        : base(count, width)
    {
    }

    /// <inheritdoc cref="EmbeddingBagAttribute(string, string)" />
    public EmbeddingBagAttribute(string count, long width)
        : base(count, width)
    {
    }

    /// <inheritdoc cref="EmbeddingBagAttribute(string, string)" />
    public EmbeddingBagAttribute(long count, string width)
        : base(count, width)
    {
    }

    /// <inheritdoc cref="EmbeddingBagAttribute(string, string)" />
    public EmbeddingBagAttribute(long count, long width)
        : base(count, width)
    {
    }
}
