namespace StableModels;

/// <summary>Adds sines and cosines of the position (Vaswani et al. 2017); nothing is learned. The property's type is <c>StableModels.Layers.SinusoidalPositions</c>.</summary>
public sealed class SinusoidalPositionsAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream.</param>
    public SinusoidalPositionsAttribute(string width)
        : base(width)
    {
    }

    /// <inheritdoc cref="SinusoidalPositionsAttribute(string)" />
    public SinusoidalPositionsAttribute(long width)
        : base(width)
    {
    }

    /// <summary>A factor on the sines and cosines: 0.02 beside embeddings that start that small. Default 1.</summary>
    public double Scale { get; set; } = 1;
}
