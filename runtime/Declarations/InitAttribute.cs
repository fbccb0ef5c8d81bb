namespace StableModels;

/// <summary>Overrides how a member's weights start. Biases start at 0 and gains of norms at 1 in any case.</summary>
/// <remarks>
/// <para>What the law is for: the weight of a linear, bilinear, convolution or embedding member; every projection of an attention or feed-forward layer, queries, keys, values and both halves of a gated
/// projection each with fans of their own; both projections of every expert, but not the router; the weights from the input of a recurrent layer, each gate by itself, but not its recurrent ones.</para>
/// <para>In a block with <see cref="ResidualScale.DepthScaled"/> the last projection of a branch is drawn by the law times 1/sqrt(number of branches in the stack), as GPT-2's is, unless
/// <see cref="DepthScaled"/> is false. The laws of the other scales (DeepNorm, Fixup, T-Fixup, DeepScaleLM) are replaced whole.</para>
/// </remarks>
/// <param name="law">The law.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public sealed class InitAttribute(InitialDistribution law) : Attribute
{
    /// <summary>The law.</summary>
    public InitialDistribution Law { get; } = law;

    /// <summary>A factor on the law's standard deviation, for the laws that have a gain. Default 1.</summary>
    public double Gain { get; set; } = 1;

    /// <summary>The standard deviation of <see cref="InitialDistribution.Normal"/> and <see cref="InitialDistribution.TruncatedNormal"/>, the value of <see cref="InitialDistribution.Constant"/>. Default 0.02.</summary>
    public double Value { get; set; } = 0.02;

    /// <summary>Whether the depth scale of a residual block stays as a factor on the last projection of its branch. Default true.</summary>
    public bool DepthScaled { get; set; } = true;
}
