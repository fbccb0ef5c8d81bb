using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Lowers the learning rate along (1 - p)^power.</summary>
/// <param name="power">Positive; 1 is linear, 2 falls fast at first.</param>
[Expands(typeof(Schedules.PolynomialDecay))]
public sealed class PolynomialDecayAttribute(double power) : DecayAttribute
{
    /// <summary>Positive; 1 is linear, 2 falls fast at first.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Power { get; } = power;

    /// <summary>The share of the peak learning rate that is left at the end. Default 0.</summary>
    [Range(0, 1)]
    public double Final { get; set; }
}
