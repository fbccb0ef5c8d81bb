namespace StableModels;

/// <summary>Normalises every channel over the batch (Ioffe &amp; Szegedy 2015). The property's type is <c>TorchSharp.Modules.BatchNorm1d</c>.</summary>
public sealed class BatchNorm1dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="channels">The channels of the stream.</param>
    public BatchNorm1dAttribute(string channels)
        : base(channels)
    {
    }

    /// <inheritdoc cref="BatchNorm1dAttribute(string)" />
    public BatchNorm1dAttribute(long channels)
        : base(channels)
    {
    }

    /// <summary>Added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The share of a batch in the running statistics. Default 0.1.</summary>
    public double Momentum { get; set; } = 0.1;
}
