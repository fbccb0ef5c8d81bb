namespace StableModels;

/// <summary>The largest value of each window over one dimension. The property's type is <c>TorchSharp.Modules.MaxPool1d</c>.</summary>
public sealed class MaxPool1dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="kernel">The extent of the window in every dimension.</param>
    public MaxPool1dAttribute(long kernel)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="MaxPool1dAttribute(long)" />
    public MaxPool1dAttribute(string kernel)
        : base(kernel)
    {
    }

    /// <summary>The extent of the window in every dimension; 0 where it is a size of this class.</summary>
    public long Kernel { get; }

    /// <summary>The step of the window: an integer, or a size of this class (<c>nameof(patch)</c>); 0 (default): its extent.</summary>
    public object Stride { get; set; } = 0;

    /// <summary>Padding on every side, at most half the window: an integer, or a size of this class (<c>"kernel / 2"</c>). Default 0.</summary>
    public object Padding { get; set; } = 0;

    /// <summary>The distance between the numbers of a window: an integer, or a size of this class (<c>nameof(dilation)</c>). Default 1.</summary>
    public object Dilation { get; set; } = 1;
}
