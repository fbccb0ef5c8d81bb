using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>
/// With rho = rho_inf - 2 t b2^t / (1 - b2^t), rho_inf = 2 / (1 - b2) - 1: rho > 5 takes r * m^ / (sqrt(v^) + eps) with
/// r = sqrt((rho - 4)(rho - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho)), otherwise m^. Both are one quotient: the denominator is 1 in the second case.
/// </summary>
internal sealed class FlatRAdam : FlatOptimizer
{
    private readonly RAdam _settings;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;

    public FlatRAdam(ParameterArena arena, RAdam settings)
        : base(arena)
    {
        _settings = settings;
        _firstMoment = NewState("first_moment");
        _secondMoment = NewState("second_moment");
    }

    /// <summary>The rectification of an update; 0 where there is none yet.</summary>
    public static StepScalar Rectification(StepScalar count, double beta2)
    {
        var longest = (2 / (1 - beta2)) - 1;
        var power = StepScalar.Pow(beta2, count);
        var length = longest - (2 * count * power / (1 - power));
        var squared = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length);
        return StepScalar.Where(length > 5, StepScalar.Sqrt(StepScalar.Max(squared, 0)), 0);
    }

    protected override void Update(OptimizerStep step)
    {
        var (beta1, beta2, scale) = (_settings.Beta1, _settings.Beta2, step.GradientScale);
        var gradients = Decayed(step, _settings.WeightDecay, WeightDecayKind.L2);
        step.Keep(beta1).MultiplyInto(_firstMoment);
        _firstMoment.add_(gradients, (1 - beta1) * scale);
        step.Keep(beta2).MultiplyInto(_secondMoment);
        _secondMoment.addcmul_(gradients, gradients, (1 - beta2) * scale * scale);
        var rectification = Rectification(step.Count, beta2);
        var isRectified = rectification > 0;
        var rootCorrection2 = StepScalar.Sqrt(step.BiasCorrection(beta2));
        var denominators = _secondMoment.sqrt();
        StepScalar.Where(isRectified, 1, 0).MultiplyInto(denominators);
        StepScalar.Where(isRectified, _settings.Epsilon * rootCorrection2, 1).AddTo(denominators);
        var factor = StepScalar.Where(isRectified, rectification * rootCorrection2, 1) / step.BiasCorrection(beta1);
        ForEachRate(step.LearningRate * factor, (cut, rate) => (-rate).AddQuotientTo(cut(Arena.Parameters), cut(_firstMoment), cut(denominators)));
    }
}
