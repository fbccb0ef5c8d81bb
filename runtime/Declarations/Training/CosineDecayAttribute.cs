using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Lowers the learning rate along half a cosine (Loshchilov and Hutter, 2017).</summary>
[Expands(typeof(Schedules.CosineDecay))]
public sealed class CosineDecayAttribute : DecayAttribute
{
    /// <summary>The share of the peak learning rate that is left at the end. Default 0.</summary>
    [Range(0, 1)]
    public double Final { get; set; }
}
