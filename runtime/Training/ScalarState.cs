using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>A <see cref="StepScalar"/> that lives from step to step and in checkpoints.</summary>
public sealed class ScalarState : IDisposable
{
    private readonly Tensor? _tensor;
    private double _value;

    /// <param name="initial">Its value before the first step.</param>
    /// <param name="device">Where it is kept; null: on the host.</param>
    public ScalarState(double initial, Device? device = null)
    {
        _value = initial;
        _tensor = device is null ? null : full([], initial, dtype: ScalarType.Float64, device: device).DetachFromDisposeScope();
    }

    /// <summary>The number for this step's arithmetic. On a device it is a copy, which setting the state does not change.</summary>
    public StepScalar Value
    {
        get => _tensor is null ? _value : StepScalar.Of(_tensor.clone(), keepOnDevice: true);
        set
        {
            if (_tensor is null)
            {
                _value = value.ToDouble();
            }
            else
            {
                _tensor.copy_(value.ToTensor(_tensor));
            }
        }
    }

    /// <summary>The number; on a device the host waits for it.</summary>
    public double Read()
    {
        using var scope = NewDisposeScope();
        return Value.ToDouble();
    }

    /// <summary>Puts the number into a state under a name.</summary>
    /// <param name="state">What is saved.</param>
    /// <param name="name">Its name there.</param>
    public void Save(TrainingState state, string name)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set(name, Read());
    }

    /// <summary>Takes the number back.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="CheckpointException">It has no number of that name.</exception>
    public void Load(TrainingState state, string name)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Value = state.Double(name);
    }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => _tensor?.Dispose();
}
