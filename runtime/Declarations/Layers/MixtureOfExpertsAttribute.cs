namespace StableModels;

/// <summary>Feed-forward experts of which a router chooses a few for every token; the trainer adds the router's auxiliary losses to the loss. The property's type is <c>StableModels.Layers.MixtureOfExperts</c>.</summary>
public sealed class MixtureOfExpertsAttribute : ModuleAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="width">The width of the stream.</param>
    /// <param name="hidden">The width inside an expert.</param>
    /// <param name="experts">How many experts there are.</param>
    public MixtureOfExpertsAttribute(string width, string hidden, string experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(string width, string hidden, long experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(string width, long hidden, string experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(string width, long hidden, long experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(long width, string hidden, string experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(long width, string hidden, long experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(long width, long hidden, string experts)
        : base(width, hidden, experts)
    {
    }

    /// <inheritdoc cref="MixtureOfExpertsAttribute(string, string, string)" />
    public MixtureOfExpertsAttribute(long width, long hidden, long experts)
        : base(width, hidden, experts)
    {
    }

    /// <summary>How many experts a token visits: an integer, or a size of this class (<c>nameof(topK)</c>). Default 2.</summary>
    public object TopK { get; set; } = 2;

    /// <summary>The experts' non-linearity. Default <see cref="Activation.Gelu"/>.</summary>
    public Activation Activation { get; set; } = Activation.Gelu;

    /// <summary>Whether the experts' projections have biases. Default false.</summary>
    public bool Bias { get; set; }

    /// <summary>How much more than its even share an expert may take. Default 1.25.</summary>
    public double CapacityFactor { get; set; } = 1.25;

    /// <summary>The weight of the squared log-sum-exp of the router's logits (Zoph et al. 2022). Default 1e-3.</summary>
    public double ZLoss { get; set; } = 1e-3;

    /// <summary>The weight of the load-balancing loss (Fedus et al. 2021). Default 1e-2.</summary>
    public double BalanceLoss { get; set; } = 1e-2;
}
