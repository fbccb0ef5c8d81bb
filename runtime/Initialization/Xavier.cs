namespace StableModels.Initialization;

/// <summary>gain √(2 / (fan_in + fan_out)) (Glorot &amp; Bengio 2010): a compromise between keeping the signal and keeping the gradient, for tanh and linear layers.</summary>
/// <param name="Gain">A factor on the standard deviation.</param>
public sealed record Xavier(double Gain = 1) : VarianceLaw
{
    /// <summary>A factor on the standard deviation.</summary>
    public double Gain { get; init; } = NotNegative(Gain);

    /// <inheritdoc/>
    public override string Formula =>
        (Gain.Equals(1.0) ? "" : FormattableString.Invariant($"{Gain:G6} * ")) + "sqrt(2 / (fan_in + fan_out))";

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Gain * Math.Sqrt(2.0 / (fans.In + fans.Out));
}
