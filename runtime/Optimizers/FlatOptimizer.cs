using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>An optimiser over a flat arena: few operators on long tensors, state included in checkpoints.</summary>
public abstract class FlatOptimizer : IStateful, IDisposable
{
    // Below this the factor is multiplied into the gradients instead of folded into coefficients: its square, as FP32, would lose digits.
    private const double SmallestFoldedScale = 1e-4;

    private readonly List<(string Name, Tensor Value)> _state = [];

    private readonly ScalarState _updates;

    /// <param name="arena">What is updated.</param>
    protected FlatOptimizer(ParameterArena arena)
    {
        ArgumentNullException.ThrowIfNull(arena);
        Arena = arena;
        _updates = new(0, arena.ScalarDevice);
    }

    /// <summary>How many updates were made; bias corrections and the schedule count these, not the steps that were skipped.</summary>
    public StepScalar Updates => _updates.Value;

    /// <summary>What is updated.</summary>
    protected ParameterArena Arena { get; }

    /// <summary>Updates the arena's parameters from its gradients.</summary>
    /// <param name="learningRate">This update's learning rate, before the groups' scales.</param>
    /// <param name="gradientScale">Multiplies the gradients: the clip coefficient that is still to be applied.</param>
    /// <param name="active">1 to update; 0, on a device, to leave everything as it is. Null: 1.</param>
    public void Step(StepScalar learningRate, StepScalar? gradientScale = null, StepScalar? active = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var isActive = active ?? 1;
        var folded = 1.0;
        if (isActive.IsOnDevice || gradientScale is { IsOnDevice: true })
        {
            gradientScale?.MultiplyInto(Arena.Gradients);
            Arena.Gradients.masked_fill_(isActive.ToTensor(Arena.Gradients).eq(0), 0);
        }
        else
        {
            folded = gradientScale?.ToDouble() ?? 1;
            if (folded < SmallestFoldedScale)
            {
                Arena.Gradients.mul_(folded);
                folded = 1;
            }
        }

        _updates.Value += isActive;
        Update(new(StepScalar.Where(isActive, learningRate, 0), folded, isActive, StepScalar.Max(_updates.Value, 1)));
        Arena.PublishParameters();
    }

    /// <inheritdoc/>
    public virtual void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _updates.Save(state, "updates");
        foreach (var (name, value) in _state)
        {
            state.Set(name, value);
        }
    }

    /// <inheritdoc/>
    public virtual void Load(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var noGrad = no_grad();
        foreach (var (name, value) in _state)
        {
            value.copy_(state.Tensor(name, value));
        }

        _updates.Load(state, "updates");
    }

    /// <summary>Looks whether a state fits, before anything of it is loaded.</summary>
    /// <exception cref="CheckpointException">It does not; the message says what differs.</exception>
    public virtual void Check(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, value) in _state)
        {
            state.Tensor(name, value);
        }

        if (state.Double("updates") is not (>= 0 and <= long.MaxValue))
        {
            throw new CheckpointException($"The saved optimiser has made {state.Text("updates")} updates, which is no number of updates: it was not written by this library. Resume from another checkpoint.");
        }
    }

    /// <summary>
    /// For every parameter how much the optimiser remembers of its gradients: exactly 0 where none ever came. On the device, shape (segments), FP64; null for an optimiser without memory.
    /// </summary>
    internal Tensor? Remembered()
    {
        var norms = _state.Where(item => item.Value.shape is [var length] && length == Arena.Length).Select(item => Arena.NormsPerSegment(item.Value.view(-1, ParameterArena.RowLength))).ToList();
        return norms.Count == 0 ? null : norms.Aggregate((sum, more) => sum.add_(more));
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the update. Runs without autograd and inside a dispose scope.</summary>
    protected abstract void Update(OptimizerStep step);

    /// <summary>A zeroed flat tensor that checkpoints hold under this name.</summary>
    protected Tensor NewState(string name) => NewState(name, Arena.NewBuffer());

    /// <summary>A tensor that checkpoints hold under this name.</summary>
    protected Tensor NewState(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _state.Add((name, value.DetachFromDisposeScope()));
        return value;
    }

    /// <summary>Multiplies each group's parameters by 1 - rate * decay * scales; one operator per group that is decayed.</summary>
    protected void DecayParameters(StepScalar learningRate, double weightDecay)
    {
        foreach (var group in Arena.Groups)
        {
            DecayParameters(ParameterArena.Slice(Arena.Parameters, group), group, learningRate, weightDecay);
        }
    }

    /// <summary>The same for a part of a group.</summary>
    private protected static void DecayParameters(Tensor parameters, ArenaGroup group, StepScalar learningRate, double weightDecay)
    {
        var decay = group.LearningRateScale * weightDecay * group.WeightDecayScale;
        if (decay != 0)
        {
            (1 - (learningRate * decay)).MultiplyInto(parameters);
        }
    }

    /// <summary>A number for every parameter, on the device: shape (segments), FP64.</summary>
    protected Tensor PerSegment(Func<ArenaSegment, double> number) =>
        tensor(Arena.Segments.Select(number).ToArray(), dtype: ScalarType.Float64, device: Arena.Device).DetachFromDisposeScope();

    /// <summary>Decays the weights: decoupled at once; L1 and L2 by way of the gradients.</summary>
    /// <returns>The gradients to go on with.</returns>
    protected Tensor Decayed(OptimizerStep step, double weightDecay, WeightDecayKind kind)
    {
        DecayParameters(step.LearningRate, DecayGradients(step, weightDecay, kind));
        return Arena.Gradients;
    }

    /// <summary>Adds L1 and L2 decay to the gradients, divided by the factor that is still to be multiplied in.</summary>
    /// <returns>The decay that is left to be taken off the parameters themselves: all of it when it is decoupled, otherwise 0.</returns>
    private protected double DecayGradients(OptimizerStep step, double weightDecay, WeightDecayKind kind)
    {
        if (kind == WeightDecayKind.Decoupled)
        {
            return weightDecay;
        }

        foreach (var group in Arena.Groups)
        {
            var decay = weightDecay * group.WeightDecayScale / step.GradientScale;
            if (decay != 0)
            {
                var parameters = ParameterArena.Slice(Arena.Parameters, group);
                (step.Active * decay).AddScaledTo(ParameterArena.Slice(Arena.Gradients, group), kind == WeightDecayKind.L2 ? parameters : parameters.sign());
            }
        }

        return 0;
    }

    /// <summary>Runs an update with each learning rate: once over everything when all groups learn alike, else once per group.</summary>
    /// <param name="learningRate">Before the groups' scales.</param>
    /// <param name="update">Takes a function that cuts flat tensors to the stretch, and the stretch's learning rate.</param>
    protected void ForEachRate(StepScalar learningRate, Action<Func<Tensor, Tensor>, StepScalar> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (Arena.HasUniformLearningRate)
        {
            update(static flat => flat, learningRate);
            return;
        }

        foreach (var group in Arena.Groups)
        {
            update(flat => ParameterArena.Slice(flat, group), learningRate * group.LearningRateScale);
        }
    }

    /// <summary>Frees the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _updates.Dispose();
            foreach (var (_, value) in _state)
            {
                value.Dispose();
            }
        }
    }
}
