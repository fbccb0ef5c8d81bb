using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>Capping against the previous second moment, then Adam with the updates since the last reset as its count.</summary>
internal sealed class FlatSpam : FlatOptimizer
{
    private readonly Spam _settings;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;

    public FlatSpam(ParameterArena arena, Spam settings)
        : base(arena)
    {
        _settings = settings;
        _firstMoment = NewState("first_moment");
        _secondMoment = NewState("second_moment");
    }

    protected override void Update(OptimizerStep step)
    {
        var (beta1, beta2, scale) = (_settings.Beta1, _settings.Beta2, step.GradientScale);
        var sinceReset = StepScalar.Remainder(step.Count - 1, _settings.ResetInterval);
        var isReset = sinceReset <= 0;
        Cap(sinceReset >= _settings.GraceSteps, scale);
        StepScalar.Where(step.Active * isReset, 0, step.Keep(beta1)).MultiplyInto(_firstMoment);
        _firstMoment.add_(Arena.Gradients, (1 - beta1) * scale);
        StepScalar.Where(step.Active * isReset, 0, step.Keep(beta2)).MultiplyInto(_secondMoment);
        _secondMoment.addcmul_(Arena.Gradients, Arena.Gradients, (1 - beta2) * scale * scale);

        var count = sinceReset + 1;
        var rootCorrection2 = StepScalar.Sqrt(1 - StepScalar.Pow(beta2, count));
        var denominators = _secondMoment.sqrt();
        (_settings.Epsilon * rootCorrection2).AddTo(denominators);
        var factor = rootCorrection2 / (1 - StepScalar.Pow(beta1, count)) * FactorAfterReset(step.Count, sinceReset);
        ForEachRate(step.LearningRate * factor, (cut, rate) => (-rate).AddQuotientTo(cut(Arena.Parameters), cut(_firstMoment), cut(denominators)));
        DecayParameters(step.LearningRate, _settings.WeightDecay);
    }

    private void Cap(StepScalar isOn, double scale)
    {
        if (!isOn.IsOnDevice && isOn.ToDouble() == 0)
        {
            return;
        }

        var limits = _secondMoment.mul(_settings.Threshold / (scale * scale)).sqrt_();
        limits.masked_fill_(_secondMoment.eq(0), double.PositiveInfinity);
        StepScalar.Where(isOn, 0, double.PositiveInfinity).AddTo(limits);
        Arena.Gradients.copy_(Arena.Gradients.minimum(limits).maximum(limits.neg_()));
    }

    // 1 - 0.99 (1 + cos(pi t / (w + 1))) / 2 for t < w; the first period, which no reset began, has no warm-up.
    private StepScalar FactorAfterReset(StepScalar count, StepScalar sinceReset)
    {
        if (!count.IsOnDevice)
        {
            return count.ToDouble() <= _settings.ResetInterval ? 1 : _settings.FactorAfterReset((long)sinceReset.ToDouble());
        }

        var curve = 1 - (0.495 * (1 + StepScalar.Cos(sinceReset * (Math.PI / (_settings.WarmupSteps + 1)))));
        return StepScalar.Where((count > _settings.ResetInterval) * (sinceReset < _settings.WarmupSteps), curve, 1);
    }
}
