using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Tests of the trainer, with the numbers of a step on the host and on the device, where nothing may wait for them.</summary>
internal abstract class TrainerTest(bool scalarsOnDevice) : ScopedTest
{
    protected bool ScalarsOnDevice => scalarsOnDevice;

    protected Trainer Create(nn.Module model, TrainingPlan plan, int maxSkippedInARow = 100) =>
        Trainer.Create(model, plan, CPU, 100, new() { ScalarsOnDevice = ScalarsOnDevice, MaxSkippedInARow = maxSkippedInARow });
}
