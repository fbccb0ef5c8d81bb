namespace StableModels;

/// <summary>What ZClip takes for a spike and where it clips it to; m and s are the mean and deviation of the norm, t the threshold.</summary>
public enum ZClipMode
{
    /// <summary>A z-score above t is clipped to m + t * s / (z / t): the larger the spike, the closer to the mean.</summary>
    Adaptive = 0,

    /// <summary>A z-score above t is clipped to m.</summary>
    Mean = 1,

    /// <summary>A norm above m + t * s is clipped to just that.</summary>
    Percentile = 2,
}
