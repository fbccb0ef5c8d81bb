namespace StableModels;

/// <summary>Two projections with a non-linearity between them; gated activations (SwiGLU, GeGLU, ...) use three. The property's type is <c>StableModels.Layers.FeedForward</c>.</summary>
public sealed class FeedForwardAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream.</param>
    /// <param name="hidden">The width between the projections.</param>
    /// <param name="activation">The non-linearity.</param>
    public FeedForwardAttribute(string width, string hidden, Activation activation = Activation.Gelu)
        : base(width, hidden)
    {
        Activation = activation;
    }

    /// <inheritdoc cref="FeedForwardAttribute(string, string, Activation)" />
    public FeedForwardAttribute(string width, long hidden, Activation activation = Activation.Gelu)
        : base(width, hidden)
    {
        Activation = activation;
    }

    /// <inheritdoc cref="FeedForwardAttribute(string, string, Activation)" />
    public FeedForwardAttribute(long width, string hidden, Activation activation = Activation.Gelu)
        : base(width, hidden)
    {
        Activation = activation;
    }

    /// <inheritdoc cref="FeedForwardAttribute(string, string, Activation)" />
    public FeedForwardAttribute(long width, long hidden, Activation activation = Activation.Gelu)
        : base(width, hidden)
    {
        Activation = activation;
    }

    /// <summary>The non-linearity.</summary>
    public Activation Activation { get; }

    /// <summary>The probability with which an output is dropped in training. Default 0.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether the projections have biases. Default true.</summary>
    public bool Bias { get; set; } = true;
}
