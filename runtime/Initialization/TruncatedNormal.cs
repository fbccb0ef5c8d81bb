using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>
/// N(0, std²) with nothing beyond <paramref name="Cut"/> standard deviations. Drawn by inverting the distribution function:
/// std √2 erfinv(u), u uniform between ±erf(Cut / √2).
/// </summary>
/// <remarks>
/// PyTorch's <c>trunc_normal_(std, a, b)</c> takes absolute bounds: its equal here is a = -Cut * std, b = Cut * std.
/// Cutting takes away variance: what is left has 0.8796 std at two, 0.9866 std at three standard deviations.
/// </remarks>
/// <param name="Std">The standard deviation before cutting.</param>
/// <param name="Cut">Where the tails end, in standard deviations.</param>
public sealed record TruncatedNormal(double Std = 0.02, double Cut = 3) : InitialLaw
{
    /// <summary>The standard deviation before cutting.</summary>
    public double Std { get; init; } = NotNegative(Std);

    /// <summary>Where the tails end, in standard deviations.</summary>
    public double Cut { get; init; } = Cut > 0 && double.IsFinite(Cut)
        ? Cut
        : throw new ArgumentOutOfRangeException(nameof(Cut), Cut, "A truncated normal is cut at a positive, finite number of standard deviations; 2 and 3 are usual.");

    /// <summary>Widens the normal before cutting so that the result has standard deviation <see cref="Std"/>; the bounds widen with it.</summary>
    public bool KeepsDeviation { get; init; }

    /// <inheritdoc/>
    public override string Formula => KeepsDeviation
        ? FormattableString.Invariant($"{Std:G6}, cut at {Bound:G6}")
        : FormattableString.Invariant($"{Shrinkage:G6} * {Std:G6}, cut at {Bound:G6}");

    /// <summary>No drawn value is further from 0 than this (before <see cref="InitialLaw.Scale"/>).</summary>
    public double Bound => Cut * Width;

    /// <summary>The standard deviation that is left of a unit normal: √(1 - 2 Cut φ(Cut) / (2Φ(Cut) - 1)).</summary>
    public double Shrinkage
    {
        get
        {
            var density = Math.Exp(-Cut * Cut / 2) / Math.Sqrt(2 * Math.PI);
            return Math.Sqrt(1 - 2 * Cut * density / Kept());
        }
    }

    private double Width => KeepsDeviation ? Std / Shrinkage : Std;

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Width * Shrinkage;

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator)
    {
        var bound = Math.Abs(Scale) * Bound;
        var kept = Kept();
        weight.uniform_(-kept, kept, generator);
        weight.erfinv_();
        weight.mul_(Math.Abs(Scale) * Width * Math.Sqrt(2));
        // Rounding in erfinv may step over the edge by one unit in the last place.
        weight.clamp_(-bound, bound);
    }

    /// <summary>
    /// The share of a normal within the cut, erf(Cut / √2), by the series 2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms are all positive.
    /// </summary>
    private double Kept()
    {
        var x = Cut / Math.Sqrt(2);
        var term = x;
        var sum = 0.0;
        for (var n = 0; term > sum * 1e-17; n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }

        return Math.Min(1, 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum);
    }
}
