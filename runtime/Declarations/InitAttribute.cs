namespace StableModels;

/// <summary>Overrides how a member's weight starts. Biases start at 0 and gains of norms at 1 in any case.</summary>
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
}
