namespace StableModels;

/// <summary>The mean of each window over three dimensions. The property's type is <c>TorchSharp.Modules.AvgPool3d</c>.</summary>
public sealed class AvgPool3dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="kernel">The extent of the window in every dimension.</param>
    public AvgPool3dAttribute(long kernel)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="AvgPool3dAttribute(long)" />
    public AvgPool3dAttribute(string kernel)
        : base(kernel)
    {
    }

    /// <summary>The extent of the window in every dimension; 0 where it is a size of this class.</summary>
    public long Kernel { get; }

    /// <summary>The step of the window: an integer, or a size of this class (<c>nameof(patch)</c>); 0 (default): its extent.</summary>
    public object Stride { get; set; } = 0;

    /// <summary>Padding on every side, at most half the window: an integer, or a size of this class (<c>"kernel / 2"</c>). Default 0.</summary>
    public object Padding { get; set; } = 0;
}
