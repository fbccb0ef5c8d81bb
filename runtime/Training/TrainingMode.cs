using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;

namespace StableModels.Training;

/// <summary>
/// Whether a model that was trained in training mode has left it: an <c>eval()</c> before an evaluation, and no <c>train()</c> after it. One that was never in training mode is meant so.
/// Looking reads one flag and never asks a device.
/// </summary>
internal sealed class TrainingMode(torch.nn.Module model)
{
    private bool _wasTraining;

    /// <summary>Looks after a step.</summary>
    /// <returns>The name of a layer that computes otherwise now, at the first step at which there is one; else null.</returns>
    public string? LayerLeftOff()
    {
        var isTraining = model.training;
        var isLeft = _wasTraining && !isTraining;
        _wasTraining = isTraining;
        return isLeft ? model.named_modules().FirstOrDefault(part => !part.module.training && Depends(part.module)).name : null;
    }

    private static bool Depends(torch.nn.Module module) => module switch
    {
        BatchNorm or Dropout or Dropout1d or Dropout2d or Dropout3d or AlphaDropout or FeatureAlphaDropout or StochasticDepth => true,
        SelfAttention attention => attention.Core.Dropout > 0,
        CrossAttention attention => attention.Core.Dropout > 0,
        FeedForward feedForward => feedForward.Dropout > 0,
        _ => false,
    };
}
