namespace StableModels.Initialization;

/// <summary>
/// gain / √fan_in: the output of the layer keeps the mean square of its input, times gain². The generator's default, with the gain of
/// the activation that follows (<see cref="Gain.For"/>).
/// </summary>
/// <remarks>With gain 1 this is LeCun et al. 1998; with √2 it is He et al. 2015.</remarks>
/// <param name="Gain">What the following non-linearity takes away, as a factor on the standard deviation.</param>
public sealed record FanIn(double Gain = 1) : VarianceLaw
{
    /// <summary>What the following non-linearity takes away, as a factor on the standard deviation.</summary>
    public double Gain { get; init; } = NotNegative(Gain);

    /// <summary>The law for a layer that this activation follows.</summary>
    public FanIn(Activation follows)
        : this(Initialization.Gain.For(follows))
    {
    }

    /// <inheritdoc/>
    public override string Formula => Gain.Equals(1.0) ? "1 / sqrt(fan_in)" : FormattableString.Invariant($"{Gain:G6} / sqrt(fan_in)");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Gain / Math.Sqrt(fans.In);
}
