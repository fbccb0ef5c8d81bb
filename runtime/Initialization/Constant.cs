using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>Every value the same: 0 for biases, 1 for the gains of norms, 0 for an output layer that starts silent.</summary>
/// <param name="Value">The value.</param>
public sealed record Constant(double Value) : InitialLaw
{
    /// <summary>All zero.</summary>
    public static Constant Zero { get; } = new(0);

    /// <summary>All one.</summary>
    public static Constant One { get; } = new(1);

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"0 (every value {Value:G6})");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => 0;

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator) => weight.fill_(Scale * Value);
}
