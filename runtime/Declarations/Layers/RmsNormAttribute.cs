namespace StableModels;

/// <summary>Divides the last dimension by its root mean square, times a learned gain (Zhang &amp; Sennrich 2019). The property's type is <c>StableModels.Layers.RmsNorm</c>.</summary>
public sealed class RmsNormAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream.</param>
    public RmsNormAttribute(string width)
        : base(width)
    {
    }

    /// <inheritdoc cref="RmsNormAttribute(string)" />
    public RmsNormAttribute(long width)
        : base(width)
    {
    }

    /// <summary>Added to the mean square. Default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;
}
