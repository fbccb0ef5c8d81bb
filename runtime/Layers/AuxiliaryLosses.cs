using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Collects what the layers of a model ask for besides the task.</summary>
public static class AuxiliaryLosses
{
    /// <summary>
    /// The sum of the auxiliary losses of the last training forward of every layer below <paramref name="model"/>, or null when there is none: for training loops of one's own, added to the loss
    /// before <c>backward</c>. The layers forget what was taken, so nothing is counted twice. A <c>Trainer</c> takes and adds them by itself.
    /// </summary>
    /// <param name="model">The model.</param>
    public static Tensor? Take(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Take(model.modules().OfType<IAuxiliaryLoss>());
    }

    internal static Tensor? Take(IEnumerable<IAuxiliaryLoss> layers)
    {
        Tensor? sum = null;
        foreach (var layer in layers)
        {
            if (layer.TakeAuxiliaryLoss() is not { } loss)
                continue;
            if (sum is null)
            {
                sum = loss;
                continue;
            }

            using var partial = sum;
            using var taken = loss;
            sum = partial + taken;
        }

        return sum;
    }
}
