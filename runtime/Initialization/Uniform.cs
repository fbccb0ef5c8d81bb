using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>U(-Bound, Bound), the same for every shape.</summary>
/// <param name="Bound">The largest absolute value; the standard deviation is Bound / √3.</param>
public sealed record Uniform(double Bound) : InitialLaw
{
    /// <summary>The largest absolute value.</summary>
    public double Bound { get; init; } = NotNegative(Bound);

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"{Bound:G6} / sqrt(3)");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Bound / Math.Sqrt(3);

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator)
    {
        var bound = Math.Abs(Scale) * Bound;
        weight.uniform_(-bound, bound, generator);
    }
}
