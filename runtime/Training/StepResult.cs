using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// What one step did. On a device the numbers stay there until the first of them is asked for; then all are fetched with one copy, and the host waits once.
/// </summary>
public sealed class StepResult
{
    private const int LossIndex = 0;
    private const int NormIndex = 1;
    private const int CoefficientIndex = 2;
    private const int ThresholdIndex = 3;
    private const int ShareIndex = 4;
    private const int RateIndex = 5;
    private const int ScaleIndex = 6;
    private const int UpdatesIndex = 7;
    private const int FirstReason = 8;

    private readonly string[] _reasons;
    private Tensor? _pending;
    private double[]? _values;

    internal StepResult(long step, long batch, int microBatches, StepNumbers numbers, Tensor onDevice)
    {
        Step = step;
        Batch = batch;
        MicroBatches = microBatches;
        _reasons = [.. numbers.Skips.Select(skip => skip.Reason)];
        StepScalar[] values =
        [
            numbers.Loss, numbers.GradientNorm, numbers.ClipCoefficient, numbers.ClipThreshold, numbers.ClippedShare,
            numbers.LearningRate, numbers.LossScale, numbers.Updates, .. numbers.Skips.Select(skip => skip.Flag),
        ];
        if (numbers.GradientNorm.IsOnDevice)
        {
            using var scope = NewDisposeScope();
            _pending = stack(values.Select(value => value.ToTensor(onDevice))).DetachFromDisposeScope();
        }
        else
        {
            _values = Array.ConvertAll(values, value => value.ToDouble());
        }
    }

    /// <summary>The number of the step, from 1, skipped steps included.</summary>
    public long Step { get; }

    /// <summary>The index of the first micro-batch, -1 when the step was given its losses without an index.</summary>
    public long Batch { get; }

    /// <summary>How many micro-batches the step averaged over.</summary>
    public int MicroBatches { get; }

    /// <summary>The loss, averaged over micro-batches and processes.</summary>
    public double Loss => Values[LossIndex];

    /// <summary>The global L2 norm of the unscaled gradient before clipping; not finite when an element is not.</summary>
    public double GradientNorm => Values[NormIndex];

    /// <summary>The factor by which the clipper scaled the whole gradient; 1 when it did not.</summary>
    public double ClipCoefficient => Values[CoefficientIndex];

    /// <summary>The clipper's limit; null without one, or when it has one per parameter.</summary>
    public double? ClipThreshold => double.IsNaN(Values[ThresholdIndex]) ? null : Values[ThresholdIndex];

    /// <summary>The share of the gradient's parts that was clipped: 0 or 1 for global clippers.</summary>
    public double ClippedShare => Values[ShareIndex];

    /// <summary>The learning rate of this update.</summary>
    public double LearningRate => Values[RateIndex];

    /// <summary>The loss scale that the step ran with; 1 without loss scaling.</summary>
    public double LossScale => Values[ScaleIndex];

    /// <summary>The updates made so far, this step's included.</summary>
    public long Updates => (long)Values[UpdatesIndex];

    /// <summary>Why the step made no update; null when it did.</summary>
    public string? SkipReason
    {
        get
        {
            var first = Values.AsSpan(FirstReason).IndexOfAnyExcept(0);
            return first < 0 ? null : _reasons[first];
        }
    }

    /// <summary>Whether the step made no update.</summary>
    public bool Skipped => SkipReason is not null;

    /// <summary>Whether the clipper changed anything.</summary>
    public bool Clipped => ClippedShare > 0;

    /// <summary>Whether every gradient element was finite.</summary>
    public bool GradientIsFinite => double.IsFinite(GradientNorm);

    private double[] Values
    {
        get
        {
            if (_values is null)
            {
                _values = StepScalar.ReadAll(_pending!);
                _pending!.Dispose();
                _pending = null;
            }

            return _values;
        }
    }
}
