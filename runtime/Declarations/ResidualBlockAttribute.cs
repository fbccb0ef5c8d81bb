namespace StableModels;

/// <summary>
/// Makes a partial class a residual block: every member is one branch, <c>x + f(norm(x))</c> unless said otherwise.
/// A block keeps its width. Use it in a <see cref="StackAttribute"/>, which tells the branches how many they are.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ResidualBlockAttribute : Attribute
{
    /// <summary>Where the norms stand. Default <see cref="NormPlacement.Pre"/>.</summary>
    public NormPlacement Norm { get; set; } = NormPlacement.Pre;

    /// <summary>Which norm is used. Default <see cref="NormKind.LayerNorm"/>.</summary>
    public NormKind NormKind { get; set; } = NormKind.LayerNorm;

    /// <summary>How branches are kept small. Default <see cref="ResidualScale.DepthScaled"/>.</summary>
    public ResidualScale Scale { get; set; } = ResidualScale.DepthScaled;

    /// <summary>What <see cref="ResidualScale.LayerScale"/>'s gains start at. Default 1e-4.</summary>
    public double ScaleInitial { get; set; } = 1e-4;

    /// <summary>
    /// For the encoder's block of an encoder-decoder with <see cref="ResidualScale.DeepNorm"/>: M, how many blocks the decoder has, as an integer or as a size of this class (<c>nameof(decoderDepth)</c>).
    /// alpha is then 0.81 (N⁴M)^(1/16) and the gain 0.87 (N⁴M)^(-1/16) for N blocks in the encoder. The decoder's block needs nothing: its <see cref="CrossAttentionAttribute"/> says what it is.
    /// </summary>
    public object? DecoderLayers { get; set; }

    /// <summary>The probability with which a branch is dropped for an example in training (stochastic depth, Huang et al. 2016). Default 0.</summary>
    public double DropPath { get; set; }

    /// <summary>A non-linearity after the sum, as in the first residual networks. Default <see cref="Activation.Identity"/>.</summary>
    public Activation After { get; set; } = Activation.Identity;
}
