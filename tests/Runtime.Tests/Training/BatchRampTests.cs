using StableModels.Optimizers;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

internal sealed class BatchRampTests : ScopedTest
{
    // Megatron-LM's ramp from 32 to 512 in steps of 32 over 15000.
    [TestCase(0, 32)]
    [TestCase(999, 32)]
    [TestCase(1000, 64)]
    [TestCase(7500, 256)]
    [TestCase(14999, 480)]
    [TestCase(15000, 512)]
    public void Ramps_as_Megatron_does(long consumed, int expected) =>
        Assert.That(new BatchRamp(32, 512, 15000) { Increment = 32 }.MicroBatchesAfter(consumed), Is.EqualTo(expected));

    [Test]
    public void The_trainer_follows_it()
    {
        var model = new FedModel([0f]);
        using var trainer = Trainer.Create(model, new(new AdamW(), new BatchRamp(1, 3, 4)), CPU, 100);
        int[] taken = [.. Enumerable.Range(0, 5).Select(_ => trainer.Step(_ => model.LossWithGradients([1f])).MicroBatches)];

        Assert.That(taken, Is.EqualTo(new[] { 1, 1, 2, 3, 3 }));
    }

    [Test]
    public void Ramps_that_make_no_sense_are_refused()
    {
        Assert.That(() => new BatchRamp(0, 4, 10).Validate(), Throws.ArgumentException);
        Assert.That(() => new BatchRamp(4, 4, 10).Validate(), Throws.ArgumentException);
        Assert.That(() => new BatchRamp(1, 4, 10) { Increment = 2 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new TrainingPlan(new AdamW(), new BatchRamp(1, 4, 10), new GradientAccumulation(2)), Throws.ArgumentException);
    }
}
