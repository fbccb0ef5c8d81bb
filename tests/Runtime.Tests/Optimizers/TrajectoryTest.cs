using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Optimizers;

/// <summary>Runs an optimiser over the gradients of Reference/optimizers.py, with the scalars of a step on the host and on the device.</summary>
internal abstract class TrajectoryTest : ScopedTest
{
    private static readonly (float[] Weight, float[] Bias)[] Gradients =
    [
        ([0.3f, -0.2f, 0.05f], [1f]), ([0.1f, 0.4f, -0.6f], [-2f]), ([-0.5f, 0.01f, 0.2f], [0.5f]), ([0.3f, 0.3f, 0.3f], [1.5f]), ([-1f, 2f, 0f], [0.1f]),
    ];

    /// <summary>The parameters at the end; a step with these gradients set to NaN may be put in front of one of the steps.</summary>
    protected static float[] Run(OptimizerPart settings, bool scalarsOnDevice = false, int? poisonedBefore = null, int rounds = 1)
    {
        var model = new FedModel(tensor(new[] { 1f, -2f, 0.5f }).view(1, 3), tensor(new[] { 0.25f }));
        using var trainer = Trainer.Create(model, new(settings), CPU, 100, new() { ScalarsOnDevice = scalarsOnDevice });
        for (var step = 0; step < Gradients.Length * rounds; step++)
        {
            if (step == poisonedBefore)
            {
                var before = model[0].Concat(model[1]).ToArray();
                var result = trainer.Step(() => model.LossWithGradients([float.NaN, 1, 1], [float.PositiveInfinity]));
                Assert.That(result.Skipped, Is.True);
                Assert.That(model[0].Concat(model[1]), Is.EqualTo(before));
            }

            trainer.Step(() => model.LossWithGradients(Gradients[step % Gradients.Length].Weight, Gradients[step % Gradients.Length].Bias));
        }

        return [.. model[0], .. model[1]];
    }

    /// <summary>Ends where the reference does, on the host and on the device, and does not see poisoned steps.</summary>
    protected static void EndsAt(OptimizerPart settings, float[] expected, float tolerance = 2e-6f, int rounds = 1)
    {
        var onHost = Run(settings, rounds: rounds);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(onHost, Is.EqualTo(expected).Within(tolerance), "on the host");
            Assert.That(Run(settings, poisonedBefore: 0, rounds: rounds), Is.EqualTo(onHost), "poisoned at first, on the host");
            Assert.That(Run(settings, poisonedBefore: 3, rounds: rounds), Is.EqualTo(onHost), "poisoned, on the host");
        }

        var onDevice = Run(settings, scalarsOnDevice: true, rounds: rounds);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(onDevice, Is.EqualTo(expected).Within(tolerance), "on the device");
            Assert.That(Run(settings, scalarsOnDevice: true, poisonedBefore: 0, rounds: rounds), Is.EqualTo(onDevice), "poisoned at first, on the device");
            Assert.That(Run(settings, scalarsOnDevice: true, poisonedBefore: 3, rounds: rounds), Is.EqualTo(onDevice), "poisoned, on the device");
        }
    }
}
