using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Precision;

/// <summary>The settings of the type that the model computes in. A plan has at most one.</summary>
public abstract record PrecisionPart : ITrainingPart
{
    /// <summary>The type that matrix products are computed in.</summary>
    public abstract ScalarType ComputeType { get; }

    /// <inheritdoc/>
    public abstract void Validate();

    /// <summary>The loss scaler, or null when the type does not need one.</summary>
    /// <param name="device">Where its scale lives; null: on the host.</param>
    public abstract LossScaler? CreateScaler(Device? device);
}
