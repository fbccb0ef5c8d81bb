using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>
/// AdamW in nine operators: the gradient's factor is folded into the moments' coefficients and both bias corrections into epsilon and the step size,
/// lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps) = lr * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps * sqrt(1 - b2^t)).
/// </summary>
internal sealed class FlatAdamW : FlatOptimizer
{
    private readonly AdamW _settings;
    private readonly Stretch[] _stretches;

    public FlatAdamW(ParameterArena arena, AdamW settings)
        : base(arena)
    {
        _settings = settings;
        _stretches = Stretch.Of(arena, NewState("first_moment"), NewState("second_moment"));
    }

    protected override void Update(OptimizerStep step)
    {
        var (beta1, beta2, scale) = (_settings.Beta1, _settings.Beta2, step.GradientScale);
        var decoupled = DecayGradients(step, _settings.WeightDecay, _settings.DecayKind);
        var (keep1, keep2) = (step.Keep(beta1), step.Keep(beta2));
        var rootCorrection2 = StepScalar.Sqrt(step.BiasCorrection(beta2));
        var epsilon = _settings.Epsilon * rootCorrection2;
        var rate = step.LearningRate * (rootCorrection2 / step.BiasCorrection(beta1));
        Stretch.ForEach(_stretches, stretch =>
        {
            var (gradients, firstMoment, secondMoment) = (stretch.Gradients, stretch.State(0), stretch.State(1));
            keep1.MultiplyInto(firstMoment);
            firstMoment.add_(gradients, (1 - beta1) * scale);
            keep2.MultiplyInto(secondMoment);
            secondMoment.addcmul_(gradients, gradients, (1 - beta2) * scale * scale);
            var denominators = secondMoment.sqrt();
            epsilon.AddTo(denominators);
            DecayParameters(stretch.Parameters, stretch.Group, step.LearningRate, decoupled);
            (-(rate * stretch.Group.LearningRateScale)).AddQuotientTo(stretch.Parameters, firstMoment, denominators);
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var stretch in _stretches)
            {
                stretch.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
