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
}
