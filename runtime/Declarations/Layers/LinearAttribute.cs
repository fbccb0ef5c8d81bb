namespace StableModels;

/// <summary>y = x Wᵀ + b. The property's type is <c>TorchSharp.Modules.Linear</c>.</summary>
public sealed class LinearAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="inputs">The width that comes in.</param>
    /// <param name="outputs">The width that goes out.</param>
    public LinearAttribute(string inputs, string outputs)
        : base(inputs, outputs)
    {
    }

    /// <inheritdoc cref="LinearAttribute(string, string)" />
    public LinearAttribute(string inputs, long outputs)
        : base(inputs, outputs)
    {
    }

    /// <inheritdoc cref="LinearAttribute(string, string)" />
    public LinearAttribute(long inputs, string outputs)
        : base(inputs, outputs)
    {
    }

    /// <inheritdoc cref="LinearAttribute(string, string)" />
    public LinearAttribute(long inputs, long outputs)
        : base(inputs, outputs)
    {
    }

    /// <summary>Whether a bias is learned. Default true; a tied layer has none unless this is written.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The name of an embedding (or linear) member whose weight this layer uses: <c>nameof(Tokens)</c>.</summary>
    public string? TiedTo { get; set; }
}
