using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>
/// What the stages of one step share: the reduced, unscaled gradients, their norm, and what was decided about them. A common factor is not
/// multiplied into the gradients until somebody needs them: the optimiser folds it into its own coefficients, so clipping by norm costs no pass.
/// </summary>
/// <remarks>
/// On a device nothing here is read by the host unless a stage calls <see cref="StepScalar.ToDouble"/>; stages then run even when the gradient is not
/// finite, and keep what they learnt only where <see cref="Active"/> is 1 (<see cref="Keep(ScalarState, StepScalar)"/>). On the CPU a step that is not
/// finite reaches no stage.
/// </remarks>
public sealed class GradientContext : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _noGrad = no_grad();
    private readonly List<(StepScalar Flag, string Reason)> _skips = [];
    private Tensor? _rowNorms;

    internal GradientContext(ParameterArena arena, StepScalar update, StepScalar learningRate, Tensor loss, long step = 0)
    {
        Arena = arena;
        Step = step;
        Update = update;
        LearningRate = learningRate;
        Loss = StepScalar.Of(loss, KeepOnDevice);
        Norm = Measure();
        SkipWhere(1 - StepScalar.IsFinite(Norm), "the gradient is not finite");
    }

    /// <summary>The parameters and their gradients.</summary>
    public ParameterArena Arena { get; }

    /// <summary>The steps taken before this one, skipped ones included: the same number on every process.</summary>
    public long Step { get; }

    /// <summary>The updates made before this step, from 0.</summary>
    public StepScalar Update { get; }

    /// <summary>The learning rate that the optimiser will use, before the groups' scales.</summary>
    public StepScalar LearningRate { get; }

    /// <summary>The loss, averaged over micro-batches and processes.</summary>
    public StepScalar Loss { get; }

    /// <summary>The factor that still has to be multiplied into <see cref="ParameterArena.Gradients"/>.</summary>
    public StepScalar Scale { get; private set; } = 1;

    /// <summary>The L2 norm of the whole gradient as the pipeline received it: unscaled, before clipping. Not finite only when an element is not.</summary>
    public StepScalar Norm { get; }

    /// <summary>1 while the step is to be taken, 0 once it is to be skipped.</summary>
    public StepScalar Active { get; private set; } = 1;

    /// <summary>Whether the host already knows that the step is skipped, so that nothing more need run.</summary>
    public bool IsKnownToBeSkipped => !Active.IsOnDevice && Active.ToDouble() == 0;

    /// <summary>The product of the factors by which clippers scaled the whole gradient; below 1 when they did.</summary>
    public StepScalar ClipCoefficient { get; private set; } = 1;

    /// <summary>The limit that the clipper used; NaN without one.</summary>
    public StepScalar ClipThreshold { get; private set; } = double.NaN;

    /// <summary>The share of the gradient's parts that a clipper changed: 0 or 1 for global clippers.</summary>
    public StepScalar ClippedShare { get; private set; } = 0;

    /// <summary>What may be skipped and why: a condition each.</summary>
    internal IReadOnlyList<(StepScalar Flag, string Reason)> Skips => _skips;

    /// <summary>The factor and norms of the whole gradient are numbers that stay on the device.</summary>
    private bool KeepOnDevice => Arena.ScalarDevice is not null;

    /// <summary>Leaves this step out: no update, no statistics, the schedule does not move.</summary>
    /// <param name="reason">What reports say, e.g. <c>the gradient norm is 40 times its median</c>.</param>
    public void Skip(string reason) => SkipWhere(1, reason);

    /// <summary>Leaves this step out where the condition is 1.</summary>
    /// <param name="condition">1 or 0.</param>
    /// <param name="reason">What reports say.</param>
    public void SkipWhere(StepScalar condition, string reason)
    {
        if (!condition.IsOnDevice && condition.ToDouble() == 0)
        {
            return;
        }

        _skips.Add((condition, reason));
        Active *= 1 - condition;
    }

    /// <summary>Scales the whole gradient by min(1, coefficient) and records the clipping.</summary>
    /// <param name="coefficient">Limit over norm.</param>
    /// <param name="threshold">The limit, for reports.</param>
    public void ClipBy(StepScalar coefficient, StepScalar threshold)
    {
        var factor = StepScalar.Min(coefficient, 1);
        Scale *= factor;
        ClipCoefficient *= factor;
        ClipThreshold = threshold;
        ClippedShare = factor < 1;
    }

    /// <summary>Records what a clipper that works on parts of the gradient did.</summary>
    /// <param name="clippedShare">The share of parts it changed.</param>
    /// <param name="threshold">Its limit, when it has a single one.</param>
    public void RecordClipping(StepScalar clippedShare, double threshold = double.NaN)
    {
        ClippedShare = clippedShare;
        ClipThreshold = threshold;
    }

    /// <summary>Scales every parameter's gradient by a factor of its own and records the clipping. Where the host sees that all are 1, nothing is touched.</summary>
    /// <param name="factors">At most 1; shape (segments), FP64.</param>
    /// <param name="threshold">The limit, when there is a single one.</param>
    public void ScaleSegments(Tensor factors, double threshold = double.NaN)
    {
        ArgumentNullException.ThrowIfNull(factors);
        var clipped = Scalar(factors.lt(1).sum()) / Arena.Segments.Count;
        RecordClipping(clipped, threshold);
        if (!clipped.IsOnDevice && clipped.ToDouble() == 0)
        {
            return;
        }

        Materialize();
        Arena.GradientRows.mul_(Arena.SpreadOverRows(factors.to(Arena.Gradients.dtype)));
        GradientsChanged();
    }

    /// <summary>Sets a state for the next step, unless this one is skipped.</summary>
    /// <param name="state">What the next step starts from.</param>
    /// <param name="value">What it becomes.</param>
    public void Keep(ScalarState state, StepScalar value)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Value = StepScalar.Where(Active, value, state.Value);
    }

    /// <summary>Sets a state for the next step, unless this one is skipped.</summary>
    /// <param name="state">What the next step starts from; any shape and type.</param>
    /// <param name="value">What it becomes: the same shape and type.</param>
    public void Keep(Tensor state, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.copy_(Active.IsOnDevice ? where(Active.ToTensor(state).ne(0), value, state) : value);
    }

    /// <summary>A single number computed on the device, for this step's arithmetic.</summary>
    /// <param name="tensor">One element of any type.</param>
    public StepScalar Scalar(Tensor tensor) => StepScalar.Of(tensor, KeepOnDevice);

    /// <summary>The gradients with the pending factor multiplied in; change them in place, then call <see cref="GradientsChanged"/>.</summary>
    public Tensor Materialize()
    {
        if (Scale != 1)
        {
            Scale.MultiplyInto(Arena.Gradients);
            Scale = 1;
            GradientsChanged();
        }

        return Arena.Gradients;
    }

    /// <summary>Forgets what was measured of the gradients.</summary>
    public void GradientsChanged() => _rowNorms = null;

    /// <summary>The norm of any order over the gradient as it stands, pending factor included.</summary>
    /// <param name="order">The p of the p-norm: positive, infinity for the largest element.</param>
    public StepScalar NormOf(double order) => Scalar(GradientNorm.OfOrder(Arena.Gradients, order)) * Scale;

    /// <summary>The L2 norm of every parameter's gradient as it stands, on the device: shape (segments), FP64.</summary>
    public Tensor SegmentNorms()
    {
        if (_rowNorms is null)
        {
            Measure();
        }

        var norms = Arena.NormsOfRows(_rowNorms!);
        Scale.MultiplyInto(norms);
        return norms;
    }

    /// <summary>Frees what the stages left.</summary>
    public void Dispose()
    {
        _noGrad.Dispose();
        _scope.Dispose();
    }

    // FP32 rows are enough until they overflow. Where the host sees the number at once, FP64 is taken only then; where it does not, always.
    private StepScalar Measure()
    {
        if (!KeepOnDevice)
        {
            _rowNorms = GradientNorm.OfRows(Arena.GradientRows);
            var norm = Scalar(GradientNorm.FromRows(_rowNorms));
            if (double.IsFinite(norm.ToDouble()))
            {
                return norm;
            }
        }

        _rowNorms = GradientNorm.OfRowsExactly(Arena.GradientRows);
        return Scalar(GradientNorm.FromRows(_rowNorms));
    }
}
