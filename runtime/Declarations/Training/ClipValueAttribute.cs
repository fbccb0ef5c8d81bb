using System.ComponentModel.DataAnnotations;

namespace StableModels;

/// <summary>Clamps every gradient element. Unlike clipping by norm this turns the gradient's direction.</summary>
/// <param name="maxValue">The largest absolute value let through; positive and finite.</param>
[Expands(typeof(Gradients.ClipValue))]
public sealed class ClipValueAttribute(double maxValue) : ClippingAttribute
{
    /// <summary>The largest absolute value let through; positive and finite.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaxValue { get; } = maxValue;
}
