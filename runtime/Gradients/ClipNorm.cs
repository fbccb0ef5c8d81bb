using StableModels.Training;

namespace StableModels.Gradients;

/// <summary>
/// Clipping by the global norm over all parameters of all groups (Pascanu, Mikolov and Bengio, 2013), with PyTorch's formula:
/// coefficient = min(1, max / (norm + 1e-6)).
/// </summary>
/// <param name="MaxNorm">The largest norm let through.</param>
public sealed record ClipNorm(double MaxNorm) : ClippingPart
{
    /// <summary>The order p of the norm: positive, infinity for the largest element. Default 2.</summary>
    public double NormType { get; init; } = 2;

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckLimit(MaxNorm, nameof(MaxNorm), nameof(ClipNorm));
        if (!(NormType > 0))
        {
            throw new ArgumentException($"ClipNorm: NormType = {NormType} is not the order of a norm. Give 2, 1, another positive number, or infinity.", nameof(NormType));
        }
    }

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new Stage(this);

    /// <inheritdoc/>
    /// <remarks>Silent of a limit below a tenth of the usual norm, which is meant: reinforcement learning clips at 0.001 to 0.1.</remarks>
    public override string? AdviceWhenMostIsClipped(double usualNorm) =>
        NormType != 2 ? $"Lower the learning rate, or raise ClipNorm's maxNorm from {Given(MaxNorm)}, which is held against the norm of order {Given(NormType)}; leave it if steps of constant length are meant."
        : MaxNorm < 0.1 * usualNorm ? null
        : $"Lower the learning rate, or raise ClipNorm's maxNorm from {Given(MaxNorm)} towards {Short(2 * usualNorm)}; leave it if steps of constant length are meant.";

    /// <inheritdoc/>
    public override string AdviceWhenNothingIsClipped(double usualNorm) =>
        $"ClipNorm's maxNorm of {Given(MaxNorm)} protects from nothing that came; {(NormType == 2 ? $"{Short(2 * usualNorm)} would catch a norm of twice the usual" : "a smaller one would catch what stands out")}.";

    private sealed class Stage(ClipNorm settings) : IGradientStage
    {
        public void Apply(GradientContext context)
        {
            var norm = settings.NormType == 2 ? context.Norm : context.NormOf(settings.NormType);
            context.ClipBy(settings.MaxNorm / (norm + 1e-6), settings.MaxNorm);
        }
    }
}
