namespace StableModels.Initialization;

/// <summary>1 / √fan_in (LeCun et al. 1998): for linear layers, and for SELU, whose own constants make it self-normalising.</summary>
public sealed record LeCun : VarianceLaw
{
    /// <inheritdoc/>
    public override string Formula => "1 / sqrt(fan_in)";

    /// <inheritdoc/>
    protected override double Deviation(Fans fans) => 1 / Math.Sqrt(fans.In);
}
