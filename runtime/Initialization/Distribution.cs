namespace StableModels.Initialization;

/// <summary>The shape of a distribution whose standard deviation a law has fixed.</summary>
public enum Distribution
{
    /// <summary>N(0, std²). Kurtosis 3.</summary>
    Normal,

    /// <summary>U(-√3 std, √3 std). Kurtosis 1.8.</summary>
    Uniform,

    /// <summary>
    /// A normal cut at two of its own standard deviations and widened by 1 / 0.8796, so that what is left has the law's standard
    /// deviation. Kurtosis 2.37.
    /// </summary>
    TruncatedNormal,
}
