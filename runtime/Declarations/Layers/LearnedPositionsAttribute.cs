namespace StableModels;

/// <summary>Adds a learned vector per position; starts N(0, 0.02²). The property's type is <c>StableModels.Layers.LearnedPositions</c>.</summary>
public sealed class LearnedPositionsAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="context">The longest sequence.</param>
    /// <param name="width">The width of the stream.</param>
    public LearnedPositionsAttribute(string context, string width)
        : base(context, width)
    {
    }

    /// <inheritdoc cref="LearnedPositionsAttribute(string, string)" />
    public LearnedPositionsAttribute(string context, long width)
        : base(context, width)
    {
    }

    /// <inheritdoc cref="LearnedPositionsAttribute(string, string)" />
    public LearnedPositionsAttribute(long context, string width)
        : base(context, width)
    {
    }

    /// <inheritdoc cref="LearnedPositionsAttribute(string, string)" />
    public LearnedPositionsAttribute(long context, long width)
        : base(context, width)
    {
    }
}
