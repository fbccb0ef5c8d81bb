using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>N(0, std²), the same for every shape: GPT-2's 0.02 for embeddings and projections (Radford et al. 2019).</summary>
/// <param name="Std">The standard deviation.</param>
public sealed record Normal(double Std = 0.02) : InitialLaw
{
    /// <summary>The standard deviation.</summary>
    public double Std { get; init; } = NotNegative(Std);

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"{Std:G6}");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Std;

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator) => weight.normal_(0, Math.Abs(Scale) * Std, generator);
}
