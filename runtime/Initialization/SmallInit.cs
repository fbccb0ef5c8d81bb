namespace StableModels.Initialization;

/// <summary>
/// √(2 / (5 width)) for every projection of a Transformer block (Nguyen &amp; Salazar 2019, "Transformers without Tears"): what Xavier gives the
/// feed-forward matrices of a block four times as wide inside, used for the attention matrices too.
/// </summary>
/// <param name="Width">The model's width.</param>
public sealed record SmallInit(long Width) : VarianceLaw
{
    /// <summary>The model's width.</summary>
    public long Width { get; init; } = Width > 0
        ? Width
        : throw new ArgumentOutOfRangeException(nameof(Width), Width, "A model's width is a positive number.");

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"sqrt(2 / (5 * {Width}))");

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => Math.Sqrt(2.0 / (5 * Width));
}
