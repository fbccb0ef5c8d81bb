namespace StableModels;

/// <summary>y = x₁ᵀ A x₂ + b: two inputs, so a class that uses it writes its own <c>forward</c>. The property's type is <c>TorchSharp.Modules.Bilinear</c>.</summary>
public sealed class BilinearAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="first">The width of the first input.</param>
    /// <param name="second">The width of the second input.</param>
    /// <param name="outputs">The width that goes out.</param>
    public BilinearAttribute(string first, string second, string outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(string first, string second, long outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(string first, long second, string outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(string first, long second, long outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(long first, string second, string outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(long first, string second, long outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(long first, long second, string outputs)
        : base(first, second, outputs)
    {
    }

    /// <inheritdoc cref="BilinearAttribute(string, string, string)" />
    public BilinearAttribute(long first, long second, long outputs)
        : base(first, second, outputs)
    {
    }

    /// <summary>Whether a bias is learned. Default true.</summary>
    public bool Bias { get; set; } = true;
}
