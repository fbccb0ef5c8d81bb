using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>u = m^ / (sqrt(v^) + eps) + decay * w; w -= lr * trust * u, trust = |w| / |u| per parameter, 1 where either is 0.</summary>
internal sealed class FlatLamb : FlatOptimizer
{
    private readonly Lamb _settings;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private readonly Tensor _isAdapted;

    public FlatLamb(ParameterArena arena, Lamb settings)
        : base(arena)
    {
        _settings = settings;
        _firstMoment = NewState("first_moment");
        _secondMoment = NewState("second_moment");
        _isAdapted = PerSegment(segment => segment.Group.WeightDecayScale * settings.WeightDecay != 0 ? 1 : 0);
    }

    protected override void Update(OptimizerStep step)
    {
        var (beta1, beta2, scale) = (_settings.Beta1, _settings.Beta2, step.GradientScale);
        step.Keep(beta1).MultiplyInto(_firstMoment);
        _firstMoment.add_(Arena.Gradients, (1 - beta1) * scale);
        step.Keep(beta2).MultiplyInto(_secondMoment);
        _secondMoment.addcmul_(Arena.Gradients, Arena.Gradients, (1 - beta2) * scale * scale);
        var rootCorrection2 = StepScalar.Sqrt(step.BiasCorrection(beta2));
        var denominators = _secondMoment.sqrt();
        (_settings.Epsilon * rootCorrection2).AddTo(denominators);
        var updates = _firstMoment.div(denominators);
        (rootCorrection2 / step.BiasCorrection(beta1)).MultiplyInto(updates);
        foreach (var group in Arena.Groups)
        {
            if (group.WeightDecayScale * _settings.WeightDecay != 0)
            {
                ParameterArena.Slice(updates, group).add_(ParameterArena.Slice(Arena.Parameters, group), group.WeightDecayScale * _settings.WeightDecay);
            }
        }

        var rows = updates.view(-1, ParameterArena.RowLength);
        var weightNorms = Arena.ParameterNorms();
        var updateNorms = Arena.NormsPerSegment(rows);
        var hasRatio = _isAdapted.ne(0).logical_and(weightNorms.gt(0)).logical_and(updateNorms.gt(0));
        var trust = where(hasRatio, weightNorms.div(updateNorms).clamp_max_(_settings.MaxTrust), ones_like(weightNorms));
        rows.mul_(Arena.SpreadOverRows(trust.to(updates.dtype)));
        ForEachRate(step.LearningRate, (cut, rate) => (-rate).AddScaledTo(cut(Arena.Parameters), cut(updates)));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isAdapted.Dispose();
        }

        base.Dispose(disposing);
    }
}
