using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>AdaClip and AdaGN per parameter, then Adam with the updates since the last reset as its count.</summary>
internal sealed class FlatStableSpam : FlatOptimizer
{
    private readonly StableSpam _settings;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private readonly Tensor _largest;
    private readonly Tensor _normMean;
    private readonly Tensor _normSquare;

    public FlatStableSpam(ParameterArena arena, StableSpam settings)
        : base(arena)
    {
        _settings = settings;
        _firstMoment = NewState("first_moment");
        _secondMoment = NewState("second_moment");
        _largest = NewState("largest", PerSegment(_ => 0));
        _normMean = NewState("norm_mean", PerSegment(_ => 0));
        _normSquare = NewState("norm_square", PerSegment(_ => 0));
    }

    protected override void Update(OptimizerStep step)
    {
        var annealed = AnnealedAt(step.Count);
        var (beta1, beta2) = (_settings.Beta1 * annealed, _settings.Beta2);
        if (step.GradientScale != 1)
        {
            Arena.Gradients.mul_(step.GradientScale);
        }

        DecayParameters(step.LearningRate, _settings.WeightDecay);
        CapElements(step);
        NormalizeNorms(step, annealed);
        var sinceReset = StepScalar.Remainder(step.Count - 1, _settings.ResetInterval);
        var isReset = step.Active * (sinceReset <= 0);
        StepScalar.Where(isReset, 0, step.Keep(beta1)).MultiplyInto(_firstMoment);
        (1 - beta1).AddScaledTo(_firstMoment, Arena.Gradients);
        StepScalar.Where(isReset, 0, step.Keep(beta2)).MultiplyInto(_secondMoment);
        _secondMoment.addcmul_(Arena.Gradients, Arena.Gradients, 1 - beta2);
        var rootCorrection2 = StepScalar.Sqrt(1 - StepScalar.Pow(beta2, sinceReset + 1));
        var denominators = _secondMoment.sqrt();
        (_settings.Epsilon * rootCorrection2).AddTo(denominators);
        var factor = rootCorrection2 / (1 - StepScalar.Pow(beta1, sinceReset + 1));
        ForEachRate(step.LearningRate * factor, (cut, rate) => (-rate).AddQuotientTo(cut(Arena.Parameters), cut(_firstMoment), cut(denominators)));
    }

    // Half a cosine from 1 to AnnealTo over the first updates; there it stays.
    private StepScalar AnnealedAt(StepScalar count)
    {
        if (_settings.AnnealOver == 0)
        {
            return 1;
        }

        var angle = StepScalar.Min(count, _settings.AnnealOver + 1) * (Math.PI / (_settings.AnnealOver + 1));
        return _settings.AnnealTo + ((1 - _settings.AnnealTo) / 2 * (1 + StepScalar.Cos(angle)));
    }

    // T = g3 T + (1 - g3) max|g|; elements above T / (1 - g3^t) are scaled by that over max|g|.
    private void CapElements(OptimizerStep step)
    {
        var absolute = Arena.GradientRows.abs();
        var rowMaxima = absolute.amax(1);
        var maxima = stack(Arena.Segments.Select(segment => rowMaxima
            .narrow(0, segment.Offset / ParameterArena.RowLength, (segment.Length + ParameterArena.RowLength - 1) / ParameterArena.RowLength).max())).to(ScalarType.Float64);
        var average = Average(step, _largest, maxima, _settings.Gamma3);
        var limits = Arena.SpreadOverRows(average.to(absolute.dtype));
        var shrink = Arena.SpreadOverRows(average.div(maxima).nan_to_num(1).to(absolute.dtype));
        Arena.GradientRows.mul_(where(absolute.gt(limits), shrink, ones_like(shrink)));
    }

    // g = g / |g| * mean^ / (sqrt(square^) + eps)
    private void NormalizeNorms(OptimizerStep step, StepScalar annealed)
    {
        var norms = Arena.NormsPerSegment(Arena.GradientRows);
        var mean = Average(step, _normMean, norms, _settings.Gamma1 * annealed);
        var square = Average(step, _normSquare, norms.square(), _settings.Gamma2);
        var factors = where(norms.gt(0), mean.div(square.sqrt().add_(_settings.Epsilon)).div_(norms), zeros_like(norms));
        Arena.GradientRows.mul_(Arena.SpreadOverRows(factors.to(Arena.Gradients.dtype)));
    }

    // The moving average, kept unless the step is skipped; bias-corrected.
    private static Tensor Average(OptimizerStep step, Tensor state, Tensor value, StepScalar gamma)
    {
        step.Keep(gamma).MultiplyInto(state);
        (step.Active * (1 - gamma)).AddScaledTo(state, value);
        var corrected = state.clone();
        (1 / step.BiasCorrection(gamma)).MultiplyInto(corrected);
        return corrected;
    }
}
