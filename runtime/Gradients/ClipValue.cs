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
