using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Lowers the learning rate along a straight line.</summary>
[Expands(typeof(Schedules.LinearDecay))]
public sealed class LinearDecayAttribute : DecayAttribute
{
    /// <summary>The share of the peak learning rate that is left at the end. Default 0.</summary>
    [Range(0, 1)]
    public double Final { get; set; }
}
