using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>A layer that asks for something besides the task: a term that is added to the loss.</summary>
public interface IAuxiliaryLoss
{
    /// <summary>
    /// The term of the last training forward, a scalar with its graph and its coefficients inside; null before the first and in evaluation. The layer owns it until its next forward.
    /// </summary>
    Tensor? AuxiliaryLoss { get; }
}
