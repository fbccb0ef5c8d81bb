using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Collects what the layers of a model ask for besides the task.</summary>
public static class AuxiliaryLosses
{
    /// <summary>The sum of the auxiliary losses of the last forward of every layer below <paramref name="model"/>, or null when there is none: add it to the loss.</summary>
    public static Tensor? Sum(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Tensor? sum = null;
        foreach (var module in model.modules())
        {
            if (module is not IAuxiliaryLoss { AuxiliaryLoss: { } loss })
                continue;
            if (sum is null)
            {
                sum = loss.alias();
                continue;
            }

            using var partial = sum;
            sum = partial + loss;
        }

        return sum;
    }
}
