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

    /// <inheritdoc cref="AdaptiveAvgPool1dAttribute(long)" />
    public AdaptiveAvgPool1dAttribute(string size)
        : base(size)
    {
    }

    /// <summary>The extent of the output in every dimension; 0 where it is a size of this class.</summary>
    public long Size { get; }
}
