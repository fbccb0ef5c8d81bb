namespace StableModels;

/// <summary>A gated recurrent unit (Cho et al. 2014), batch first; recurrent weights start orthogonal. In a stream its outputs go on and its state is dropped; a class that keeps the state writes its own <c>forward</c>. The property's type is <c>TorchSharp.Modules.GRU</c>.</summary>
public sealed class GruAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="inputs">The width that comes in.</param>
    /// <param name="hidden">The width of the state.</param>
    public GruAttribute(string inputs, string hidden)
        : base(inputs, hidden)
    {
    }

    /// <inheritdoc cref="GruAttribute(string, string)" />
    public GruAttribute(string inputs, long hidden)
        : base(inputs, hidden)
    {
    }

    /// <inheritdoc cref="GruAttribute(string, string)" />
    public GruAttribute(long inputs, string hidden)
        : base(inputs, hidden)
    {
    }

    /// <inheritdoc cref="GruAttribute(string, string)" />
    public GruAttribute(long inputs, long hidden)
        : base(inputs, hidden)
    {
    }

    /// <summary>How many stand on each other: an integer, or a size of this class (<c>nameof(depth)</c>). Default 1.</summary>
    public object Layers { get; set; } = 1;

    /// <summary>Whether a second one runs backwards; the width that goes out doubles. Default false.</summary>
    public bool Bidirectional { get; set; }

    /// <summary>The probability with which a value between two layers is dropped in training. Default 0.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether biases are learned. Default true.</summary>
    public bool Bias { get; set; } = true;
}
