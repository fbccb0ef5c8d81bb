namespace StableModels;

/// <summary>Normalises groups of channels of every example (Wu &amp; He 2018). The property's type is <c>TorchSharp.Modules.GroupNorm</c>.</summary>
public sealed class GroupNormAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="groups">How many groups; divides the channels.</param>
    /// <param name="channels">The channels of the stream.</param>
    public GroupNormAttribute(string groups, string channels)
        : base(groups, channels)
    {
    }

    /// <inheritdoc cref="GroupNormAttribute(string, string)" />
    public GroupNormAttribute(string groups, long channels)
        : base(groups, channels)
    {
    }

    /// <inheritdoc cref="GroupNormAttribute(string, string)" />
    public GroupNormAttribute(long groups, string channels)
        : base(groups, channels)
    {
    }

    /// <inheritdoc cref="GroupNormAttribute(string, string)" />
    public GroupNormAttribute(long groups, long channels)
        : base(groups, channels)
    {
    }

    /// <summary>Added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;
}
