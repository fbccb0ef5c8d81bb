namespace StableModels;

/// <summary>A convolution over one dimension. The property's type is <c>TorchSharp.Modules.Conv1d</c>.</summary>
public sealed class Conv1dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="inputs">The channels that come in.</param>
    /// <param name="outputs">The channels that go out.</param>
    /// <param name="kernel">The extent of the kernel in every dimension.</param>
    public Conv1dAttribute(string inputs, string outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(string inputs, long outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(long inputs, string outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(long inputs, long outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(string inputs, string outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(string inputs, long outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(long inputs, string outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <inheritdoc cref="Conv1dAttribute(string, string, long)" />
    public Conv1dAttribute(long inputs, long outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <summary>The extent of the kernel in every dimension; 0 where it is a size of this class.</summary>
    public long Kernel { get; }

    /// <summary>The step of the kernel: an integer, or a size of this class (<c>nameof(patch)</c>). Default 1.</summary>
    public object Stride { get; set; } = 1;

    /// <summary>Zeros around the input on every side: an integer, or a size of this class (<c>"kernel / 2"</c>). Default 0.</summary>
    public object Padding { get; set; } = 0;

    /// <summary>The distance between the kernel's taps: an integer, or a size of this class (<c>nameof(dilation)</c>). Default 1.</summary>
    public object Dilation { get; set; } = 1;

    /// <summary>Channels are connected within groups; divides both channel counts: an integer, or a size of this class (<c>nameof(channels)</c>: each by itself). Default 1.</summary>
    public object Groups { get; set; } = 1;

    /// <summary>Whether a bias is learned. Default true.</summary>
    public bool Bias { get; set; } = true;
}
