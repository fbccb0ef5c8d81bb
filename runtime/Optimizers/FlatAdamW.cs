using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>
/// AdamW in eight operators: the gradient's factor is folded into the moments' coefficients and both bias corrections into epsilon and the step size,
/// lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps) = lr * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps * sqrt(1 - b2^t)).
/// </summary>
internal sealed class FlatAdamW : FlatOptimizer
{
    private readonly AdamW _settings;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;

    public FlatAdamW(ParameterArena arena, AdamW settings)
        : base(arena)
    {
        _settings = settings;
        _firstMoment = NewState("first_moment");
        _secondMoment = NewState("second_moment");
    }

    protected override void Update(OptimizerStep step)
    {
        var (beta1, beta2, scale) = (_settings.Beta1, _settings.Beta2, step.GradientScale);
        var gradients = Decayed(step, _settings.WeightDecay, _settings.DecayKind);
        step.Keep(beta1).MultiplyInto(_firstMoment);
        _firstMoment.add_(gradients, (1 - beta1) * scale);
        step.Keep(beta2).MultiplyInto(_secondMoment);
        _secondMoment.addcmul_(gradients, gradients, (1 - beta2) * scale * scale);
        var rootCorrection2 = StepScalar.Sqrt(step.BiasCorrection(beta2));
        var stepFactor = rootCorrection2 / step.BiasCorrection(beta1);
        var denominators = _secondMoment.sqrt();
        (_settings.Epsilon * rootCorrection2).AddTo(denominators);
        ForEachRate(step.LearningRate * stepFactor, (cut, rate) => (-rate).AddQuotientTo(cut(Arena.Parameters), cut(_firstMoment), cut(denominators)));
    }
}
