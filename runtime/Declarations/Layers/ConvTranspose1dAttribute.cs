namespace StableModels;

/// <summary>A transposed convolution over one dimension: upsamples by its stride. The property's type is <c>TorchSharp.Modules.ConvTranspose1d</c>.</summary>
public sealed class ConvTranspose1dAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="inputs">The channels that come in.</param>
    /// <param name="outputs">The channels that go out.</param>
    /// <param name="kernel">The extent of the kernel in every dimension.</param>
    public ConvTranspose1dAttribute(string inputs, string outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(string inputs, long outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(long inputs, string outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(long inputs, long outputs, long kernel)
        : base(inputs, outputs)
    {
        Kernel = kernel;
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(string inputs, string outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(string inputs, long outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(long inputs, string outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <inheritdoc cref="ConvTranspose1dAttribute(string, string, long)" />
    public ConvTranspose1dAttribute(long inputs, long outputs, string kernel)
        : base(inputs, outputs, kernel)
    {
    }

    /// <summary>The extent of the kernel in every dimension; 0 where it is a size of this class.</summary>
    public long Kernel { get; }

    /// <summary>The factor of the upsampling: an integer, or a size of this class (<c>nameof(patch)</c>). Default 1.</summary>
    public object Stride { get; set; } = 1;

    /// <summary>Taken off the output on every side. Default 0.</summary>
    public long Padding { get; set; }

    /// <summary>Added to one side of the output. Default 0.</summary>
    public long OutputPadding { get; set; }

    /// <summary>The distance between the kernel's taps. Default 1.</summary>
    public long Dilation { get; set; } = 1;

    /// <summary>Channels are connected within groups; divides both channel counts. Default 1.</summary>
    public long Groups { get; set; } = 1;

    /// <summary>Whether a bias is learned. Default true.</summary>
    public bool Bias { get; set; } = true;
}
