namespace StableModels.Initialization;

/// <summary>
/// √(2 / ((1 + a²) fan)) (He et al. 2015), for layers that a ReLU follows: fan_in keeps the signal's mean square from layer to
/// layer, fan_out the gradient's.
/// </summary>
/// <param name="Slope">a, the slope of a leaky ReLU's negative side; 0 for ReLU.</param>
/// <param name="FanOut">Counts outputs instead of inputs; residual networks of convolutions use it.</param>
public sealed record He(double Slope = 0, bool FanOut = false) : VarianceLaw
{
    /// <inheritdoc/>
    public override string Formula =>
        (Slope.Equals(0.0) ? "sqrt(2 / " : FormattableString.Invariant($"sqrt(2 / (1 + {Slope:G6}^2) / ")) + (FanOut ? "fan_out)" : "fan_in)");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Math.Sqrt(2 / (1 + Slope * Slope) / (FanOut ? fans.Out : fans.In));
}
