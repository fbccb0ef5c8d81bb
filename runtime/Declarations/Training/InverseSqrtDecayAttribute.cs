using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Lowers the learning rate with the inverse square root of the step (Vaswani et al., 2017), whatever the length of the run.</summary>
[Expands(typeof(Schedules.InverseSqrtDecay))]
public sealed class InverseSqrtDecayAttribute : DecayAttribute
{
    /// <summary>The share of the peak learning rate that it never falls below. Default 0.</summary>
    [Range(0, 1)]
    public double Final { get; set; }
}
