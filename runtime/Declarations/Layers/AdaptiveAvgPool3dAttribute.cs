namespace StableModels;

/// <summary>The mean of as many equal windows as the output has places, over three dimensions; 1 for the global mean. The property's type is <c>TorchSharp.Modules.AdaptiveAvgPool3d</c>.</summary>
public sealed class AdaptiveAvgPool3dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="size">The extent of the output in every dimension.</param>
    public AdaptiveAvgPool3dAttribute(long size)
    {
        Size = size;
    }

    /// <inheritdoc cref="AdaptiveAvgPool3dAttribute(long)" />
    public AdaptiveAvgPool3dAttribute(string size)
        : base(size)
    {
    }

    /// <summary>The extent of the output in every dimension; 0 where it is a size of this class.</summary>
    public long Size { get; }
}
