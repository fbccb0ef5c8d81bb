using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>ZClip's arithmetic. Only the norms of the warm-up are read by the host, together.</summary>
internal sealed class ZClipStage(ZClip settings, ParameterArena arena) : IGradientStage, IStateful, IDisposable
{
    private const double OutlierDeviations = 5;

    // What the median of absolute deviations is multiplied by to estimate a normal distribution's deviation.
    private const double NormalConsistency = 1.4826;

    private readonly ScalarState _mean = new(0, arena.ScalarDevice);
    private readonly ScalarState _variance = new(0, arena.ScalarDevice);
    private readonly List<double> _warmup = [];
    private readonly List<Tensor> _onDevice = [];

    public void Apply(GradientContext context)
    {
        if (_warmup.Count < settings.WarmupSteps)
        {
            WarmUp(context);
            return;
        }

        var norm = context.Norm;
        var (mean, variance) = (_mean.Value, _variance.Value);
        var deviation = StepScalar.Max(StepScalar.Sqrt(variance), settings.MinimumDeviation * mean);
        var score = (norm - mean) / (deviation + 1e-6);
        var edge = mean + (settings.Threshold * deviation);
        var (spike, limit) = settings.Mode switch
        {
            ZClipMode.Mean => (score > settings.Threshold, mean),
            ZClipMode.Percentile => (norm > edge, edge),
            _ => (score > settings.Threshold, (mean + (settings.Threshold * deviation / (score / settings.Threshold))) * settings.ClipFactor),
        };
        var accepted = StepScalar.Where(spike, limit, norm);
        var effective = StepScalar.Min(accepted, settings.MaxNorm);
        context.ClipBy(StepScalar.Where(norm > effective, effective / (norm + 1e-6), 1), effective);
        if (settings.SkipSpikes)
        {
            context.SkipWhere(spike, "the gradient norm is a spike");
        }

        // The constant limit never enters the statistics, and the variance uses the new mean.
        var newMean = (settings.Alpha * mean) + ((1 - settings.Alpha) * accepted);
        var distance = accepted - newMean;
        context.Keep(_variance, (settings.Alpha * variance) + ((1 - settings.Alpha) * distance * distance));
        context.Keep(_mean, newMean);
    }

    public void Save(TrainingState state)
    {
        _mean.Save(state, "mean");
        _variance.Save(state, "variance");
        ReadBack();
        state.Set("warmup", tensor(_warmup.ToArray(), dtype: ScalarType.Float64));
    }

    public void Load(TrainingState state)
    {
        _mean.Load(state, "mean");
        _variance.Load(state, "variance");
        Forget();
        _warmup.Clear();
        _warmup.AddRange(state.Elements("warmup"));
    }

    public void Dispose()
    {
        Forget();
        _mean.Dispose();
        _variance.Dispose();
    }

    private void WarmUp(GradientContext context)
    {
        if (!double.IsPositiveInfinity(settings.MaxNorm))
        {
            context.ClipBy(settings.MaxNorm / (context.Norm + 1e-6), settings.MaxNorm);
        }

        Remember(context);
        if (_warmup.Count + _onDevice.Count >= settings.WarmupSteps)
        {
            ReadBack();
        }

        if (_warmup.Count == settings.WarmupSteps)
        {
            var usual = WithoutOutliers(_warmup);
            var mean = usual.Average();
            _mean.Value = mean;
            _variance.Value = usual.Average(norm => (norm - mean) * (norm - mean));
        }
    }

    // On a device the norms wait there until there are as many as the statistics need: one read for the whole warm-up, and one more for each step of it that was skipped.
    private void Remember(GradientContext context)
    {
        if (context.Active.IsOnDevice || context.Norm.IsOnDevice)
        {
            _onDevice.Add(stack([context.Active.ToTensor(arena.Gradients), context.Norm.ToTensor(arena.Gradients)]).DetachFromDisposeScope());
        }
        else if (context.Active.ToDouble() != 0)
        {
            _warmup.Add(context.Norm.ToDouble());
        }
    }

    private void ReadBack()
    {
        if (_onDevice.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var values = StepScalar.ReadAll(stack(_onDevice).view(-1));
        Forget();
        for (var i = 0; i < values.Length; i += 2)
        {
            if (values[i] != 0)
            {
                _warmup.Add(values[i + 1]);
            }
        }
    }

    private void Forget()
    {
        _onDevice.ForEach(norm => norm.Dispose());
        _onDevice.Clear();
    }

    private static List<double> WithoutOutliers(List<double> norms)
    {
        var median = Median(norms);
        var spread = NormalConsistency * Median(norms.ConvertAll(norm => Math.Abs(norm - median)));
        return spread == 0 ? norms : norms.FindAll(norm => Math.Abs(norm - median) <= OutlierDeviations * spread);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
