namespace StableModels.Initialization;

/// <summary>
/// The factor on the last projection of every residual branch. A stream that N independent branches of variance 1 are added to
/// ends with variance 1 + N; with the factor 1 / √N it ends with 2, whatever the depth.
/// </summary>
public static class DepthScale
{
    /// <summary>1 / √N (GPT-2, Radford et al. 2019): N counts the branches of the whole stack, two for each Transformer block.</summary>
    /// <param name="branches">Residual branches from the stack's input to its output.</param>
    public static double For(long branches)
    {
        if (branches < 1)
            throw new ArgumentOutOfRangeException(nameof(branches), branches, "A stack has at least one residual branch.");
        return 1 / Math.Sqrt(branches);
    }
}
