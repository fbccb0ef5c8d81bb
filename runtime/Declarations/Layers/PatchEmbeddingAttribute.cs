namespace StableModels;

/// <summary>
/// Cuts pictures into square patches and makes a vector of each (ViT, Dosovitskiy et al. 2021): planes [n, channels, height, width] become a sequence [n, patches, width]. The property's type is
/// <c>StableModels.Layers.PatchEmbedding</c>.
/// </summary>
public sealed class PatchEmbeddingAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="channels">The channels that come in.</param>
    /// <param name="width">The width of the vector that each patch becomes.</param>
    /// <param name="patch">The side of a patch; divides height and width of the pictures.</param>
    public PatchEmbeddingAttribute(string channels, string width, string patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(string channels, string width, long patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(string channels, long width, string patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(string channels, long width, long patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(long channels, string width, string patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(long channels, string width, long patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(long channels, long width, string patch)
        : base(channels, width, patch)
    {
    }

    /// <inheritdoc cref="PatchEmbeddingAttribute(string, string, string)" />
    public PatchEmbeddingAttribute(long channels, long width, long patch)
        : base(channels, width, patch)
    {
    }

    /// <summary>Whether a bias is learned. Default true.</summary>
    public bool Bias { get; set; } = true;
}
