using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Clips gradient norms that stand out from their moving statistics by their z-score (Kumar et al., 2025).</summary>
[Expands(typeof(Gradients.ZClip))]
public sealed class ZClipAttribute : ClippingAttribute
{
    /// <summary>The decay rate of the statistics. Default 0.97.</summary>
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Alpha { get; set; } = 0.97;

    /// <summary>The z-score from which on a norm is a spike. Default 2.5.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Threshold { get; set; } = 2.5;

    /// <summary>A limit on the norm at all times. Default 1; infinity for none.</summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double MaxNorm { get; set; } = 1;

    /// <summary>Steps before the statistics are used. Default 25.</summary>
    [Range(2, int.MaxValue)]
    public int WarmupSteps { get; set; } = 25;

    /// <summary>What counts as a spike and where it is clipped to. Default adaptive.</summary>
    public ZClipMode Mode { get; set; } = ZClipMode.Adaptive;

    /// <summary>Multiplies the limit in adaptive mode; 0.5 to 0.9 clips more. Default 1.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double ClipFactor { get; set; } = 1;

    /// <summary>Skips the step instead of clipping a spike. Default false.</summary>
    public bool SkipSpikes { get; set; }

    /// <summary>The smallest deviation that is believed, as a share of the mean. Default 1e-3.</summary>
    [Range(0, double.MaxValue)]
    public double MinimumDeviation { get; set; } = 1e-3;
}
