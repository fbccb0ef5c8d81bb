using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>What a step does, and what it tells.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class StepTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [Test]
    public void A_step_reports_what_it_did()
    {
        var model = new FedModel([1, 1], [1]);
        using var trainer = Create(model, new(new AdamW { LearningRate = 0.1 }, new Warmup(2), new ClipNorm(1)));
        var result = trainer.Step(() => model.LossWithGradients([3, 4], [12]));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Step, Is.EqualTo(1));
            Assert.That(result.Updates, Is.EqualTo(1));
            Assert.That(result.Loss, Is.EqualTo(19));
            Assert.That(result.GradientNorm, Is.EqualTo(13).Within(1e-9));
            Assert.That(result.ClipCoefficient, Is.EqualTo(1 / 13.000001).Within(1e-9));
            Assert.That(result.ClipThreshold, Is.EqualTo(1));
            Assert.That(result.Clipped, Is.True);
            Assert.That(result.LearningRate, Is.EqualTo(0.05).Within(1e-12));
            Assert.That(result.LossScale, Is.EqualTo(1));
            Assert.That(result.Skipped, Is.False);
            Assert.That(result.GradientIsFinite, Is.True);
        }
    }

    [Test]
    public void A_step_that_is_not_finite_changes_nothing_but_the_counts()
    {
        var model = new FedModel([1, 2], [3]);
        using var trainer = Create(model, new(new AdamW { LearningRate = 0.1 }, new Warmup(4), new ClipNorm(1)));
        trainer.Step(() => model.LossWithGradients([1, 1], [1]));
        using var before = trainer.Capture();
        var result = trainer.Step(() => model.LossWithGradients([1, float.NaN], [1]));
        using var after = trainer.Capture();

        Assert.That(result.SkipReason, Is.EqualTo("the gradient is not finite"));
        Assert.That(result.GradientIsFinite, Is.False);
        Assert.That(trainer.SkippedCount, Is.EqualTo(1));
        Assert.That(trainer.UpdateCount, Is.EqualTo(1));
        Assert.That(trainer.LearningRate, Is.EqualTo(0.05).Within(1e-12), "the schedule stands still");
        foreach (var (name, tensor) in before.Tensors)
        {
            Assert.That(after.Tensors[name].equal(tensor).all().item<bool>(), Is.True, name);
        }
    }

    [Test]
    public void Micro_batches_give_the_gradient_of_their_mean()
    {
        var model = new FedModel([0f, 0f]);
        using var trainer = Create(model, new(new AdamW(), new GradientAccumulation(2)));
        var seen = new List<long>();
        var result = trainer.Step(batch =>
        {
            seen.Add(batch);
            return model.LossWithGradients(batch == 0 ? [2f, 0f] : [4f, 8f]);
        });

        Assert.That(seen, Is.EqualTo(new[] { 0L, 1L }));
        Assert.That(result.GradientNorm, Is.EqualTo(5).Within(1e-9));
        Assert.That(result.MicroBatches, Is.EqualTo(2));
        Assert.That(trainer.BatchCursor, Is.EqualTo(2));
    }

    [Test]
    public void A_batch_cursor_moves_on_over_skipped_steps()
    {
        var model = new FedModel([0f]);
        using var trainer = Create(model, new(new AdamW()));
        trainer.Step(_ => model.LossWithGradients([float.NaN]));
        var result = trainer.Step(_ => model.LossWithGradients([1f]));

        Assert.That(result.Batch, Is.EqualTo(1));
    }

    [Test]
    public void Norms_per_layer_come_on_request()
    {
        var model = new FedModel([3, 4], [12]);
        using var trainer = Create(model, new(new AdamW(), new ClipNorm(1)));
        trainer.Step(() => model.LossWithGradients([3, 4], [12]));

        Assert.That(trainer.GradientNorms().Select(item => item.Name), Is.EqualTo(new[] { "p0", "p1" }));
        Assert.That(trainer.ParameterNorms().Select(item => item.Norm), Is.EqualTo(new[] { 5.0, 12.0 }).Within(0.1));
        if (!ScalarsOnDevice)
        {
            Assert.That(trainer.GradientNorms().Select(item => item.Norm), Is.EqualTo(new[] { 5.0, 12.0 }).Within(1e-6));
        }
    }

    [Test]
    public void Observers_see_every_step_in_order()
    {
        var model = new FedModel([0f]);
        var observer = new Recorder();
        using var trainer = Trainer.Create(model, new(new AdamW()), CPU, 10, new() { ScalarsOnDevice = ScalarsOnDevice, Observers = [observer] });
        trainer.Step(() => model.LossWithGradients([1f]));
        trainer.Step(() => model.LossWithGradients([1f]));

        Assert.That(observer.Steps, Is.EqualTo(new[] { 1L, 2L }));
    }

    [Test]
    public void Restoring_a_capture_gives_the_same_run_again()
    {
        var model = new FedModel([1f, 2f], [3f]);
        using var trainer = Create(model, new(new AdamW { LearningRate = 0.1 }, new Warmup(3), new ClipNorm(1)));
        StepResult Noisy() => trainer.Step(_ => model.LossWithGradients(randn(2).data<float>().ToArray(), [1f]));
        Noisy();
        using var state = trainer.Capture();
        Noisy();
        Noisy();
        var first = model[0];
        trainer.Restore(state);
        Assert.That(trainer.StepCount, Is.EqualTo(1));
        Noisy();
        Noisy();

        Assert.That(model[0], Is.EqualTo(first));
    }

    [Test]
    public void The_device_is_read_only_when_somebody_asks()
    {
        var model = new FedModel([0f], [1f]);
        using var trainer = Create(model, new(new AdamW(), new Warmup(5), new CosineDecay(), new ClipNorm(1)), maxSkippedInARow: 1000);
        trainer.Step(() => model.LossWithGradients([1f], [2f]));
        var before = StepScalar.HostReads;
        StepResult? last = null;
        for (var step = 0; step < 5; step++)
        {
            last = trainer.Step(() => model.LossWithGradients([1f], [2f]));
        }

        Assert.That(StepScalar.HostReads, Is.EqualTo(before));
        Assert.That(last!.GradientNorm + last.Loss + last.LearningRate, Is.GreaterThan(0));
        Assert.That(StepScalar.HostReads - before, Is.EqualTo(ScalarsOnDevice ? 1 : 0));
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<long> Steps { get; } = [];

        public void OnStep(Trainer trainer, StepResult result) => Steps.Add(result.Step);
    }
}
