using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Training;

/// <summary>A declared part that adds a term to what is differentiated; the loss that is reported stays the task's.</summary>
public interface ILossPart : ITrainingPart
{
    /// <summary>Looks at what the model puts out from now on.</summary>
    /// <exception cref="ArgumentException">The model does not put out what the term is made from.</exception>
    ILossTerm Attach(Module model);
}

/// <summary>A term of the loss, made while the model runs.</summary>
public interface ILossTerm : IDisposable
{
    /// <summary>The term of the runs of the model since the last call, outside of dispose scopes; the caller disposes it. Null when the model did not run.</summary>
    Tensor? Take();
}
