using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>
/// Gaussian noise on the clipped gradient (Neelakantan et al., 2015): variance eta / (1 + t)^gamma with t the updates made, from 0.
/// </summary>
/// <remarks>The noise is a function of the seed and the step's number: it is the same on every process and in a resumed run, and takes nothing from the default generator.</remarks>
/// <param name="Eta">The variance of the first update; 0.01, 0.3 and 1 are the paper's.</param>
public sealed record GradientNoise(double Eta) : GradientStagePart
{
    /// <summary>How fast the variance falls. Default 0.55.</summary>
    public double Gamma { get; init; } = 0.55;

    /// <summary>The seed. Default 0.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public override GradientStageOrder Order => GradientStageOrder.Perturb;

    /// <inheritdoc/>
    public override void Validate()
    {
        if (!(Eta > 0) || !SettingRange.IsHeld(Eta))
        {
            throw new ArgumentException($"GradientNoise({Eta}): the variance must be positive and finite, such as 0.3. Leave the attribute out for none.", nameof(Eta));
        }

        if (!(Gamma >= 0) || !double.IsFinite(Gamma))
        {
            throw new ArgumentException($"GradientNoise: Gamma = {Gamma} must be 0 or more, and finite, such as 0.55.", nameof(Gamma));
        }
    }

    /// <summary>The standard deviation at an update.</summary>
    /// <param name="update">From 0.</param>
    public StepScalar DeviationAt(StepScalar update) => Math.Sqrt(Eta) * StepScalar.Power(update + 1, -Gamma / 2);

    /// <inheritdoc/>
    public override IGradientStage CreateStage(ParameterArena arena) => new Stage(this, arena);

    private sealed class Stage : IGradientStage, IDisposable
    {
        private readonly GradientNoise _settings;
        private readonly Tensor _isParameter;

        public Stage(GradientNoise settings, ParameterArena arena)
        {
            _settings = settings;
            _isParameter = arena.NewBuffer();
            using var scope = NewDisposeScope();
            foreach (var segment in arena.Segments)
            {
                ParameterArena.View(_isParameter, segment).fill_(1);
            }
        }

        public void Apply(GradientContext context)
        {
            var gradients = context.Materialize();
            using var generator = new Generator(unchecked(((ulong)_settings.Seed << 32) + (ulong)context.Step), gradients.device);
            var noise = gradients.empty_like().normal_(0, 1, generator).mul_(_isParameter);
            _settings.DeviationAt(context.Update).AddScaledTo(gradients, noise);
            context.GradientsChanged();
        }

        public void Dispose() => _isParameter.Dispose();
    }
}
