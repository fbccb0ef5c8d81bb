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

    /// <summary>The extent of the output in every dimension.</summary>
    public long Size { get; }
}
