using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>A layer that asks for something besides the task: a term that is added to the loss.</summary>
public interface IAuxiliaryLoss
{
    /// <summary>
    /// The term of the last training forward, a scalar with its graph and its coefficients inside; null before the first, in evaluation and once it was taken. The layer owns it until its next forward.
    /// </summary>
    Tensor? AuxiliaryLoss { get; }

    /// <summary>Whether a training forward has such a term: not when all its coefficients are 0.</summary>
    bool HasAuxiliaryLoss { get; }

    /// <summary>The term, which the caller owns from now on, so that nobody adds it to the loss twice.</summary>
    Tensor? TakeAuxiliaryLoss();
}
