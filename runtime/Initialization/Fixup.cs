namespace StableModels.Initialization;

/// <summary>
/// Fixup (Zhang et al. 2019, arXiv 1901.09321): residual networks without normalisation. In each branch of m weight layers all but the last start as
/// He's times L^(-1/(2m-2)), the last starts at 0, and so does the classifier: the network begins as the identity and its logits are 0.
/// </summary>
/// <remarks>Besides, each branch has a scalar bias before every layer and activation (0) and one scalar multiplier (1).</remarks>
/// <param name="Branches">L, residual branches in the network.</param>
/// <param name="LayersPerBranch">m, weight layers in one branch, at least 2.</param>
public sealed record Fixup(long Branches, int LayersPerBranch = 2)
{
    /// <summary>L, residual branches in the network.</summary>
    public long Branches { get; init; } = Branches > 0
        ? Branches
        : throw new ArgumentOutOfRangeException(nameof(Branches), Branches, "A network has at least one residual branch.");

    /// <summary>m, weight layers in one branch.</summary>
    public int LayersPerBranch { get; init; } = LayersPerBranch > 1
        ? LayersPerBranch
        : throw new ArgumentOutOfRangeException(nameof(LayersPerBranch), LayersPerBranch, "Fixup scales the layers before a branch's last one, so a branch needs at least two; a branch of one layer starts at 0.");

    /// <summary>L^(-1/(2m-2)).</summary>
    public double Scale => Math.Pow(Branches, -1.0 / (2 * LayersPerBranch - 2));

    /// <summary>The law of every weight of a branch but its last: He's with fan_out, as the paper's networks use, scaled.</summary>
    public InitialLaw Inner => new He(FanOut: true).Times(Scale);

    /// <summary>The law of a branch's last weight.</summary>
    public InitialLaw Last { get; } = Constant.Zero;

    /// <summary>The law of the classifier's weight and bias.</summary>
    public InitialLaw Classifier { get; } = Constant.Zero;
}
