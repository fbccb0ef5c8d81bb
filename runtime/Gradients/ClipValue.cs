using StableModels.Training;

namespace StableModels.Gradients;

/// <summary>Clamps every gradient element to [-limit, limit]. Unlike clipping by norm this turns the gradient's direction.</summary>
/// <param name="MaxValue">The largest absolute value let through.</param>
public sealed record ClipValue(double MaxValue) : ClippingPart
{
    /// <inheritdoc/>
    public override void Validate() => CheckLimit(MaxValue, nameof(MaxValue), nameof(ClipValue));

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new Stage(MaxValue);

    /// <inheritdoc/>
    protected internal override string Parts => "elements";

    /// <inheritdoc/>
    public override string AdviceWhenMostIsClipped(double usualNorm) =>
        $"Raise ClipValue's maxValue from {Given(MaxValue)}, or take ClipNorm, which keeps the gradient's direction; leave it if little more than the signs of the gradient is meant to be left.";

    /// <inheritdoc/>
    public override string AdviceWhenNothingIsClipped(double usualNorm) =>
        $"No element came up to ClipValue's maxValue of {Given(MaxValue)}; a smaller one would catch what stands out, and so would ClipNorm({Short(2 * usualNorm)}), which keeps the gradient's direction.";

    private sealed class Stage(double limit) : IGradientStage
    {
        public void Apply(GradientContext context)
        {
            var gradients = context.Materialize();
            var clipped = context.Scalar(gradients.abs().gt(limit).sum()) / context.Arena.ParameterCount;
            gradients.clamp_(-limit, limit);
            context.GradientsChanged();
            context.RecordClipping(clipped, limit);
        }
    }
}
