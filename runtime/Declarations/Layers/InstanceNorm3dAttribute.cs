namespace StableModels;

/// <summary>Normalises every channel of every example (Ulyanov et al. 2016). The property's type is <c>TorchSharp.Modules.InstanceNorm3d</c>.</summary>
public sealed class InstanceNorm3dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="channels">The channels of the stream.</param>
    public InstanceNorm3dAttribute(string channels)
        : base(channels)
    {
    }

    /// <inheritdoc cref="InstanceNorm3dAttribute(string)" />
    public InstanceNorm3dAttribute(long channels)
        : base(channels)
    {
    }

    /// <summary>Added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether a gain and a bias are learned. Default false.</summary>
    public bool Affine { get; set; }
}
