using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>AdaGC's arithmetic: one number per parameter, all on the device. Infinity stands for a parameter that has had no gradient yet.</summary>
internal sealed class AdaGCStage : IGradientStage, IStateful, IDisposable
{
    private readonly AdaGC _settings;
    private readonly Tensor _averages;

    public AdaGCStage(AdaGC settings, ParameterArena arena)
    {
        _settings = settings;
        _averages = full([arena.Segments.Count], double.PositiveInfinity, dtype: ScalarType.Float64, device: arena.Device).DetachFromDisposeScope();
    }

    public void Apply(GradientContext context)
    {
        var norms = context.SegmentNorms();
        var isWarm = context.Update >= _settings.WarmupSteps;
        var globalFactor = StepScalar.Min(_settings.WarmupMaxNorm / (context.Norm + 1e-6), 1);
        var isUnseen = _averages.isinf();

        // During the warm-up, and where a parameter gets its first gradient after it, the whole gradient's factor holds and the smallest norm is remembered.
        var early = norms.mul(globalFactor.ToTensor(norms));
        var earlyAverages = _averages.minimum(early);
        var factors = _averages.mul(_settings.Factor).div_(norms).clamp_max_(1).nan_to_num(1);
        var lateAverages = _averages.mul(_settings.Beta).add_(norms.mul(factors), 1 - _settings.Beta);
        var late = isWarm.ToTensor(norms).ne(0);
        var takesEarly = isUnseen.logical_or(late.logical_not());
        var chosen = where(takesEarly, earlyAverages, lateAverages);
        context.Keep(_averages, where(norms.eq(0), _averages, chosen));
        context.ScaleSegments(where(takesEarly, globalFactor.ToTensor(norms), factors));
    }

    public void Save(TrainingState state) => state.Set("averages", _averages);

    public void Load(TrainingState state)
    {
        using var noGrad = no_grad();
        _averages.copy_(state.Tensor("averages", _averages));
    }

    public void Dispose() => _averages.Dispose();
}
