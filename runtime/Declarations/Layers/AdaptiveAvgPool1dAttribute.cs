namespace StableModels;

/// <summary>The mean of as many equal windows as the output has places, over one dimension; 1 for the global mean. The property's type is <c>TorchSharp.Modules.AdaptiveAvgPool1d</c>.</summary>
public sealed class AdaptiveAvgPool1dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="size">The extent of the output in every dimension.</param>
    public AdaptiveAvgPool1dAttribute(long size)
    {
        Size = size;
    }

    /// <summary>The extent of the output in every dimension.</summary>
    public long Size { get; }
}
