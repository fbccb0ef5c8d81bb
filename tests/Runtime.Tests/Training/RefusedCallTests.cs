using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Calls that make no sense are refused before anything changes.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class RefusedCallTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [Test]
    public void Where_nothing_can_be_trained_it_is_said_before()
    {
        Assert.That(() => Trainer.Create(new FedModel([1f]), new(new AdamW()), META, 10), Throws.ArgumentException.With.Message.Contains("holds shapes and no values"));
        Assert.That(() => Trainer.Create(new FedModel([1f]), new(new AdamW()), MPS, 10), Throws.ArgumentException.With.Message.Contains("The device mps").And.Message.Contains("Train on torch.CPU"));
        using (inference_mode())
            Assert.That(() => Create(new FedModel([1f]), new(new AdamW())), Throws.InvalidOperationException.With.Message.Contains("inference_mode()"));
    }

    [Test]
    public void A_warm_up_longer_than_the_run_is_refused_before_anything_moves()
    {
        var model = new FedModel([0f]);

        Assert.That(() => Trainer.Create(model, new(new AdamW(), new Warmup(101)), CPU, 100), Throws.ArgumentException.With.Message.Contains("Shorten the warm-up"));
    }

    [Test]
    public void A_negative_batch_is_refused()
    {
        using var trainer = Create(new FedModel([1f]), new(new AdamW()));
        Assert.That(() => trainer.BatchCursor = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Calls_in_the_middle_of_a_step_are_refused_and_the_next_step_works()
    {
        var model = new FedModel([1f, 2f]);
        using var trainer = Create(model, new(new AdamW()));
        using var state = trainer.Capture();
        StepResult Step(Action inside) => trainer.Step(() =>
        {
            inside();
            return model.LossWithGradients([1f, 1f]);
        });

        Assert.That(() => Step(() => Step(() => { })), Throws.InvalidOperationException.With.Message.Contains("when that step has returned"));
        Assert.That(() => Step(() => trainer.Save(Path.GetTempPath())), Throws.InvalidOperationException.With.Message.Contains("Save was called inside the loss"));
        Assert.That(() => Step(() => trainer.Resume(Path.GetTempPath())), Throws.InvalidOperationException.With.Message.Contains("Resume"));
        Assert.That(() => Step(() => trainer.Restore(state)), Throws.InvalidOperationException.With.Message.Contains("Restore"));
        Assert.That(() => Step(() => trainer.Capture().Dispose()), Throws.InvalidOperationException.With.Message.Contains("Capture"));
        Assert.That(Step(() => { }).Step, Is.EqualTo(1));
    }

    private static readonly ITrainingPart[] s_moreThanOne = [new GradientAccumulation(2), new BatchRamp(1, 3, 4)];

    [TestCaseSource(nameof(s_moreThanOne))]
    public void One_micro_batch_where_the_plan_asks_for_more_is_refused_with_what_to_call(ITrainingPart asks)
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW(), new TruncatedBackprop(2), asks));
        Tensor Loss() => model.LossWithGradients([1f]);
        var name = asks is BatchRamp ? "BatchRamp(1, 3, 4)" : "GradientAccumulation(2)";

        Assert.That(() => trainer.Step(Loss), Throws.InvalidOperationException.With.Message.Contains(name).And.Message.Contains("Call Step(batch => loss)").And.Message.Contains("Step(Func<Tensor>[])"));
        Assert.That(() => trainer.StepThrough(ones(4), [], (_, _) => (Loss(), []), 0), Throws.InvalidOperationException.With.Message.Contains(name).And.Message.Contains("one step per stretch"));
        Assert.That((trainer.StepCount, model[0][0]), Is.EqualTo((0L, 1f)));
        Assert.That(trainer.Step([Loss, Loss, Loss]).MicroBatches, Is.EqualTo(3), "those that are given say their number themselves");
        Assert.That(trainer.Step(_ => Loss()).MicroBatches, Is.EqualTo(trainer.Plan.Accumulation?.MicroBatches ?? 1));
    }

    [Test]
    public void An_accumulation_of_one_is_one_micro_batch()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW(), new GradientAccumulation(1)));

        Assert.That(() => trainer.Step(() => model.LossWithGradients([1f])), Throws.Nothing);
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_found_before_the_model_is_touched()
    {
        var model = new FedModel([0.1f]);
        var file = Path.GetTempFileName();

        Assert.That(
            () => Trainer.Create(model, new(new AdamW(), new MixedPrecision(HalfType.BFloat16)), CPU, 10, new() { CheckpointFolder = Path.Combine(file, "below") }),
            Throws.TypeOf<CheckpointException>());
        Assert.That((model.Values[0].dtype, model[0][0]), Is.EqualTo((ScalarType.Float32, 0.1f)));
        File.Delete(file);
    }

    [Test]
    public void What_is_wrong_with_the_groups_is_found_before_half_precision_rounds_the_weights([Values] bool isFrozen)
    {
        var model = new FedModel([0.1f]);
        model.Values[0].requires_grad = !isFrozen;

        Assert.That(() => Create(model, new(new AdamW(), new MixedPrecision(HalfType.BFloat16), new LayerwiseDecay(0.5))), Throws.ArgumentException);
        Assert.That(model[0][0], Is.EqualTo(0.1f));
        Assert.That(() => Create(model, new(new AdamW(), new MixedPrecision(HalfType.BFloat16))), isFrozen ? Throws.ArgumentException.With.Message.Contains("no trainable parameter") : Throws.Nothing);
        Assert.That(model[0][0], isFrozen ? Is.EqualTo(0.1f) : Is.Not.EqualTo(0.1f));
    }

    [Test]
    public void A_disposed_trainer_says_so_first()
    {
        var trainer = Create(new FedModel([1f]), new(new AdamW(), new GradientAccumulation(2)));
        trainer.Dispose();

        Assert.That(() => trainer.Step(() => zeros([])), Throws.TypeOf<ObjectDisposedException>());
    }
}
