using static TorchSharp.torch;

namespace StableModels.Initialization;

/// <summary>
/// N(0, std²) for a table of vectors, with the row of the padding token, which no gradient ever reaches, at 0.
/// </summary>
/// <remarks>
/// 0.02 is GPT-2's, for tables that a norm reads and that may be tied to the output head; 1 keeps the shortcut large and the first norm's
/// backward gain, 1 / std(x), small (Takase et al. 2023, "Spike No More"); 1 / √width is T-Fixup's.
/// </remarks>
/// <param name="Std">The standard deviation.</param>
/// <param name="PaddingIndex">The row that stays 0, if any.</param>
public sealed record EmbeddingNormal(double Std = 0.02, long? PaddingIndex = null) : InitialLaw
{
    /// <summary>The standard deviation.</summary>
    public double Std { get; init; } = NotNegative(Std);

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"{Std:G6}");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Std;

    /// <inheritdoc/>
    protected override void Fill(Tensor weight, Generator? generator)
    {
        weight.normal_(0, Math.Abs(Scale) * Std, generator);
        if (PaddingIndex is not { } row)
            return;
        if (row < 0 || row >= weight.shape[0])
            throw new InvalidOperationException($"Padding row {row} is not in a table of {weight.shape[0]} rows, which are counted from 0: name one of them, or none.");
        weight.narrow(0, row, 1).zero_();
    }
}
