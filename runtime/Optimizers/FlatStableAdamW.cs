using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>AdamW with beta^ = (beta^t - beta) / (beta^t - 1) and a step per parameter.</summary>
internal sealed class FlatStableAdamW : FlatOptimizer
{
    private readonly StableAdamW _settings;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private readonly Tensor _lengths;
    private readonly Tensor _rateScales;
    private readonly Tensor _decays;

    public FlatStableAdamW(ParameterArena arena, StableAdamW settings)
        : base(arena)
    {
        _settings = settings;
        _firstMoment = NewState("first_moment");
        _secondMoment = NewState("second_moment");
        _lengths = PerSegment(segment => segment.Length);
        _rateScales = PerSegment(segment => segment.Group.LearningRateScale);
        _decays = PerSegment(segment => segment.Group.WeightDecayScale * settings.WeightDecay);
    }

    protected override void Update(OptimizerStep step)
    {
        var gradients = Arena.Gradients;
        var scale = step.GradientScale;
        var keep1 = Debiased(step, _settings.Beta1);
        var keep2 = Debiased(step, _settings.Beta2);
        keep1.MultiplyInto(_firstMoment);
        ((1 - keep1) * scale).AddScaledTo(_firstMoment, gradients);
        keep2.MultiplyInto(_secondMoment);
        var squares = gradients.square();
        ((1 - keep2) * scale * scale).AddScaledTo(_secondMoment, squares);

        var ratios = squares.div_(_secondMoment.clamp_min(_settings.Epsilon * _settings.Epsilon)).view(-1, ParameterArena.RowLength).sum(1);
        var rms = Arena.SumPerSegment(ratios).div_(_lengths).sqrt_().mul_(scale);
        var rates = rms.clamp_min_(1).reciprocal_().mul_(_rateScales);
        step.LearningRate.MultiplyInto(rates);
        Arena.ParameterRows.mul_(Arena.SpreadOverRows(rates.mul(_decays).neg_().add_(1).to(gradients.dtype)));
        var updates = _firstMoment.div(_secondMoment.sqrt().add_(_settings.Epsilon));
        updates.view(-1, ParameterArena.RowLength).mul_(Arena.SpreadOverRows(rates.to(gradients.dtype)));
        Arena.Parameters.sub_(updates);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lengths.Dispose();
            _rateScales.Dispose();
            _decays.Dispose();
        }

        base.Dispose(disposing);
    }

    private static StepScalar Debiased(OptimizerStep step, double beta)
    {
        var power = StepScalar.Pow(beta, step.Count);
        return StepScalar.Where(step.Active, (power - beta) / (power - 1), 1);
    }
}
