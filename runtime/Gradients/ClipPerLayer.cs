using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>Clips every parameter's gradient by its own norm, with PyTorch's formula: coefficient = min(1, max / (norm + 1e-6)).</summary>
/// <param name="MaxNorm">The largest norm that one parameter's gradient may have.</param>
public sealed record ClipPerLayer(double MaxNorm) : ClippingPart
{
    /// <inheritdoc/>
    public override void Validate() => CheckLimit(MaxNorm, nameof(MaxNorm), nameof(ClipPerLayer));

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new Stage(MaxNorm);

    /// <inheritdoc/>
    protected internal override string Parts => "parameters";

    /// <inheritdoc/>
    public override string AdviceWhenMostIsClipped(double usualNorm) =>
        $"Lower the learning rate, or raise ClipPerLayer's maxNorm from {Given(MaxNorm)}: it is held against each parameter's own norm, which Trainer.GradientNorms() tells. Leave it if steps of constant length are meant.";

    /// <inheritdoc/>
    public override string AdviceWhenNothingIsClipped(double usualNorm) =>
        $"ClipPerLayer's maxNorm of {Given(MaxNorm)} protects from nothing that came; twice the largest norm that Trainer.GradientNorms() tells of a usual step would catch a layer that stands out.";

    private sealed class Stage(double limit) : IGradientStage
    {
        public void Apply(GradientContext context)
        {
            var factors = context.SegmentNorms().add_(1e-6).reciprocal_().mul_(limit).clamp_max_(1);
            context.ScaleSegments(factors, limit);
        }
    }
}
