namespace StableModels;

/// <summary>Drops its whole input for an example in training (Huang et al. 2016): the last member of a residual branch. The property's type is <c>StableModels.Layers.StochasticDepth</c>.</summary>
public sealed class StochasticDepthAttribute : ModuleAttribute
{
    /// <summary>Drops with a constant probability.</summary>
    /// <param name="p">The probability, at least 0 and less than 1.</param>
    public StochasticDepthAttribute(double p)
        : base(p)
    {
    }

    /// <summary>Drops with a probability that the model is made with.</summary>
    /// <param name="p">The name of a constructor parameter of type double: <c>nameof(dropout)</c>.</param>
    public StochasticDepthAttribute(string p)
        : base(p)
    {
    }
}
