using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Keeps the learning rate at its peak and lowers it in the last share of the run: warm-up, stable, decay (MiniCPM, Hu et al., 2024).</summary>
/// <param name="share">The share of the run that the decay takes, above 0 to 1; 0.1 to 0.2 is usual.</param>
[Expands(typeof(Schedules.StableDecay))]
public sealed class StableDecayAttribute(double share) : DecayAttribute
{
    /// <summary>The share of the run that the decay takes, above 0 to 1; 0.1 to 0.2 is usual.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Share { get; } = share;

    /// <summary>The share of the peak learning rate that is left at the end. Default 0.</summary>
    [Range(0, 1)]
    public double Final { get; set; }

    /// <summary>The curve of the decay. Default linear.</summary>
    public DecayCurve Shape { get; set; } = DecayCurve.Linear;
}
