using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Clips every parameter's gradient relative to a moving average of its own norm (Wang et al., 2025).</summary>
[Expands(typeof(Gradients.AdaGC))]
public sealed class AdaGCAttribute : ClippingAttribute
{
    /// <summary>The limit on the global norm during the warm-up. Default 1.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double WarmupMaxNorm { get; set; } = 1;

    /// <summary>The limit after the warm-up, as a factor on the average. Default 1.05.</summary>
    [Range(1, double.MaxValue)]
    public double Factor { get; set; } = 1.05;

    /// <summary>The decay rate of the average. Default 0.98.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.98;

    /// <summary>Updates during which the average is the smallest norm so far. Default 100.</summary>
    [Range(1, long.MaxValue)]
    public long WarmupSteps { get; set; } = 100;
}
