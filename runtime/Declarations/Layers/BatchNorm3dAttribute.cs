namespace StableModels;

/// <summary>Normalises every channel over the batch (Ioffe &amp; Szegedy 2015). The property's type is <c>TorchSharp.Modules.BatchNorm3d</c>.</summary>
public sealed class BatchNorm3dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="channels">The channels of the stream.</param>
    public BatchNorm3dAttribute(string channels)
        : base(channels)
    {
    }

    /// <inheritdoc cref="BatchNorm3dAttribute(string)" />
    public BatchNorm3dAttribute(long channels)
        : base(channels)
    {
    }

    /// <summary>Added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The share of a batch in the running statistics. Default 0.1.</summary>
    public double Momentum { get; set; } = 0.1;
}
