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

    /// <summary>The probability with which a branch is dropped for an example in training (stochastic depth, Huang et al. 2016). Default 0.</summary>
    public double DropPath { get; set; }

    /// <summary>A non-linearity after the sum, as in the first residual networks. Default <see cref="Activation.Identity"/>.</summary>
    public Activation After { get; set; } = Activation.Identity;
}
