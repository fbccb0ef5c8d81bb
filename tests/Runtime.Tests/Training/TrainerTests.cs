using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class TrainerTests(bool scalarsOnDevice) : ScopedTest
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
        if (!scalarsOnDevice)
        {
            Assert.That(trainer.GradientNorms().Select(item => item.Norm), Is.EqualTo(new[] { 5.0, 12.0 }).Within(1e-6));
        }
    }

    [Test]
    public void Endless_skipping_ends_with_advice()
    {
        var model = new FedModel([0f]);
        using var trainer = Create(model, new(new AdamW()), maxSkippedInARow: 3);
        void Poisoned() => trainer.Step(() => model.LossWithGradients([float.NaN]));
        Poisoned();
        Poisoned();

        Assert.That(Poisoned, Throws.TypeOf<TrainingStalledException>().With.Message.Contains("lower the learning rate"));
    }

    [Test]
    public void A_limit_of_one_stops_at_the_first_gradient_that_is_not_finite_with_the_parameters_as_they_were()
    {
        var model = new FedModel([2f]);
        using var trainer = Create(model, new(new AdamW()), maxSkippedInARow: 1);

        Assert.That(() => trainer.Step(() => model.LossWithGradients([float.NaN])), Throws.TypeOf<TrainingStalledException>());
        Assert.That(model[0], Is.EqualTo(new[] { 2f }));
    }

    [Test]
    public void Gradients_that_were_dropped_are_noticed()
    {
        var model = new FedModel([0f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(
            () => trainer.Step(() =>
            {
                model.zero_grad();
                return model.LossWithGradients([1f]);
            }),
            Throws.TypeOf<TrainingStalledException>().With.Message.Contains("zero_grad()"));
    }

    [Test]
    public void A_loss_that_is_no_single_number_is_refused() =>
        Assert.That(
            () =>
            {
                var model = new FedModel([1f, 2f]);
                using var trainer = Create(model, new(new AdamW()));
                trainer.Step(() => model.Values[0].mul(2));
            },
            Throws.ArgumentException.With.Message.Contains("mean()"));

    [Test]
    public void A_loss_without_gradient_is_refused() =>
        Assert.That(
            () =>
            {
                var model = new FedModel([1f, 2f]);
                using var trainer = Create(model, new(new AdamW()));
                trainer.Step(() => zeros([]));
            },
            Throws.ArgumentException.With.Message.Contains("no_grad()"));

    [Test]
    public void A_loss_that_is_null_or_counts_is_refused()
    {
        var model = new FedModel([1f, 2f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(() => trainer.Step(() => null!), Throws.ArgumentException.With.Message.Contains("returned null"));
        Assert.That(() => trainer.Step(() => model.Values[0].gt(0).sum()), Throws.ArgumentException.With.Message.Contains("of type Int64").And.Message.Contains("accuracy"));
        Assert.That(() => trainer.Step(new Func<Tensor>[] { () => zeros([]), null! }), Throws.ArgumentNullException.With.Message.Contains("micro-batch 1"));
    }

    [Test]
    public void A_loss_that_was_propagated_before_is_refused_with_the_reason()
    {
        var model = new FedModel([1f, 2f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(
            () => trainer.Step(() =>
            {
                var loss = model.Values[0].square().sum();
                loss.backward();
                return loss;
            }),
            Throws.InvalidOperationException.With.Message.Contains("the trainer calls backward() itself"));
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

    [Test]
    public void A_second_trainer_for_the_model_is_noticed_by_the_first()
    {
        var model = new FedModel([1f, 2f]);
        using var first = Create(model, new(new AdamW()));
        using var second = Create(model, new(new AdamW()));

        Assert.That(() => first.Step(() => model.LossWithGradients([1f, 1f])), Throws.TypeOf<TrainingStalledException>().With.Message.Contains("second trainer"));
    }

    [Test]
    public void Where_nothing_can_be_trained_it_is_said_before()
    {
        Assert.That(() => Trainer.Create(new FedModel([1f]), new(new AdamW()), META, 10), Throws.ArgumentException.With.Message.Contains("holds shapes and no values"));
        Assert.That(() => Trainer.Create(new FedModel([1f]), new(new AdamW()), MPS, 10), Throws.ArgumentException.With.Message.Contains("The device mps").And.Message.Contains("Train on torch.CPU"));
        using (inference_mode())
            Assert.That(() => Create(new FedModel([1f]), new(new AdamW())), Throws.InvalidOperationException.With.Message.Contains("inference_mode()"));
    }

    [Test]
    public void A_negative_batch_is_refused()
    {
        using var trainer = Create(new FedModel([1f]), new(new AdamW()));
        Assert.That(() => trainer.BatchCursor = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Sequences_and_hidden_states_with_holes_are_refused_and_time_may_be_counted_from_the_end()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));
        (Tensor, Tensor[]) Run(Tensor stretch, Tensor[] state) => (model.LossWithGradients([1f]), state);

        Assert.That(() => trainer.StepThrough(ones(4, 2), 2, [zeros(1)], Run, timeDimension: 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("[4, 2]"));
        Assert.That(() => trainer.StepThrough(ones(4, 2), 2, [null!], Run), Throws.ArgumentException.With.Message.Contains("hidden state"));
        Assert.That(() => trainer.StepThrough(ones(4, 2), 2, [zeros(1)], (_, _) => (model.LossWithGradients([1f]), null!)), Throws.ArgumentException.With.Message.Contains("beside the loss"));
        Assert.That(trainer.StepThrough(ones(2, 4), 2, [zeros(1)], Run, timeDimension: -1).Steps, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_loss_of_another_model_is_refused_within_two_steps()
    {
        var (model, other) = (new FedModel([1f, 2f]), new FedModel([1f, 2f]));
        using var trainer = Create(model, new(new AdamW(), new GradientAccumulation(2)));
        void Step() => trainer.Step(_ => other.LossWithGradients([1f, 1f]));
        Step();

        Assert.That(Step, Throws.ArgumentException.With.Message.Contains("does not depend on any trainable parameter").And.Message.Contains("the model in the loss is the one that the trainer was made for"));
        Assert.That(() => trainer.Step(_ => model.LossWithGradients([1f, 1f])), Throws.Nothing, "and the right one trains");
        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.Not.EqualTo(new[] { 0f, 0f }));
    }

    [Test]
    public void A_gradient_that_is_zero_because_nothing_is_wrong_trains_on()
    {
        var (model, plain) = (new FedModel([1f, 2f]), new FedModel([1f, 2f]));
        using var trainer = Create(model, new(new AdamW()));
        using var reference = Create(plain, new(new AdamW()));
        for (var step = 0; step < 4; step++)
        {
            trainer.Step(() => model.LossWithGradients(step < 2 ? [0f, 0f] : [1f, -1f]));
            reference.Step(() => plain.LossWithGradients(step < 2 ? [0f, 0f] : [1f, -1f]));
        }

        Assert.That(trainer.UpdateCount, Is.EqualTo(4));
        Assert.That(model[0], Is.EqualTo(plain[0]));
    }

    [TestCase(0, "Warning", "nothing changes any more")]
    [TestCase(0.1, "Info", "stays at 0.0001")]
    public void Steps_beyond_the_run_keep_its_last_learning_rate_and_are_told_once(double final, string severity, string evidence)
    {
        var model = new FedModel([0f]);
        var history = new StableModels.Monitoring.RunHistory("run");
        using var trainer = Trainer.Create(model, new(new AdamW(), new CosineDecay { Final = final }), CPU, 5, new() { ScalarsOnDevice = scalarsOnDevice, Observers = [history], MaxSkippedInARow = 2 });
        for (var step = 0; step < 5; step++)
        {
            trainer.Step(() => model.LossWithGradients([1f]));
        }

        Assert.That(history.Findings, Is.Empty);
        var rates = Enumerable.Range(0, 5).Select(_ => trainer.Step(() => model.LossWithGradients([1f])).LearningRate).ToArray();

        Assert.That(rates, Is.All.EqualTo(final * 1e-3).Within(1e-12));
        var finding = history.Findings.Single();
        Assert.That((finding.Name, finding.Severity.ToString()), Is.EqualTo(("Past the end", severity)));
        Assert.That(finding.Evidence, Does.Contain("in a run of 5").And.Contain(evidence));
    }

    [Test]
    public void Every_schedule_ends_where_the_run_does()
    {
        using var schedule = new LearningRateSchedule(new Warmup(4), new InverseSqrtDecay(), 16);

        Assert.That(schedule.FactorAt(100), Is.EqualTo(schedule.FactorAt(16)), "as on a device, whose table ends there");
    }

    [Test]
    public void A_constant_learning_rate_has_no_end_to_tell_of()
    {
        var model = new FedModel([0f]);
        var history = new StableModels.Monitoring.RunHistory("run");
        using var trainer = Trainer.Create(model, new(new AdamW()), CPU, 2, new() { ScalarsOnDevice = scalarsOnDevice, Observers = [history], MaxSkippedInARow = 1 });
        for (var step = 0; step < 4; step++)
        {
            trainer.Step(() => model.LossWithGradients([1f]));
        }

        Assert.That(history.Findings, Is.Empty);
    }

    [Test]
    public void Observers_see_every_step_in_order()
    {
        var model = new FedModel([0f]);
        var observer = new Recorder();
        using var trainer = Trainer.Create(model, new(new AdamW()), CPU, 10, new() { ScalarsOnDevice = scalarsOnDevice, Observers = [observer] });
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
    public void A_warm_up_longer_than_the_run_is_refused_before_anything_moves()
    {
        var model = new FedModel([0f]);

        Assert.That(() => Trainer.Create(model, new(new AdamW(), new Warmup(101)), CPU, 100), Throws.ArgumentException.With.Message.Contains("Shorten the warm-up"));
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
        Assert.That(StepScalar.HostReads - before, Is.EqualTo(scalarsOnDevice ? 1 : 0));
    }

    private Trainer Create(nn.Module model, TrainingPlan plan, int maxSkippedInARow = 100) =>
        Trainer.Create(model, plan, CPU, 100, new() { ScalarsOnDevice = scalarsOnDevice, MaxSkippedInARow = maxSkippedInARow });

    private sealed class Recorder : ITrainingObserver
    {
        public List<long> Steps { get; } = [];

        public void OnStep(Trainer trainer, StepResult result) => Steps.Add(result.Step);
    }

    [Test]
    public void A_model_that_an_evaluation_leaves_in_evaluation_mode_is_told_of_once_a_time()
    {
        using var scope = NewDisposeScope();
        var model = nn.Sequential(("fc", nn.Linear(4, 4)), ("drop", nn.Dropout(0.1)), ("out", nn.Linear(4, 1)));
        var history = new RunHistory("run");
        using var trainer = Trainer.Create(model, new TrainingPlan(new AdamW(), new ClipNorm(1)), CPU, 100, new TrainerOptions { Observers = [history] });
        void Train(int steps)
        {
            for (var step = 0; step < steps; step++)
                trainer.Step(() => model.call(ones(2, 4)).square().mean());
        }

        Train(2);
        model.eval();
        model.train();
        Train(1);
        Assert.That(history.Findings, Is.Empty, "an evaluation between two steps");
        model.eval();
        Train(3);
        var finding = history.Findings.Single();
        Assert.That((finding.Name, finding.Layer, finding.Step), Is.EqualTo(("Left in evaluation mode", "drop", 4L)));
        Assert.That(finding.Advice, Does.Contain("train()"));

        model.train();
        Train(1);
        model.eval();
        Train(2);
        Assert.That(history.Findings, Has.Count.EqualTo(2));
    }

    [TestCase(true, TestName = "Evaluation mode from the start is meant so")]
    [TestCase(false, TestName = "Evaluation mode means nothing where no layer depends on it")]
    public void Evaluation_mode_is_let_be(bool hasDropout)
    {
        using var scope = NewDisposeScope();
        var model = hasDropout ? nn.Sequential(("drop", nn.Dropout(0.1)), ("out", nn.Linear(4, 1))) : nn.Sequential(("fc", nn.Linear(4, 4)), ("out", nn.Linear(4, 1)));
        var history = new RunHistory("run");
        using var trainer = Trainer.Create(model, new TrainingPlan(new AdamW(), new ClipNorm(1)), CPU, 100, new TrainerOptions { Observers = [history] });
        if (!hasDropout)
            trainer.Step(() => model.call(ones(2, 4)).square().mean());
        model.eval();
        for (var step = 0; step < 3; step++)
            trainer.Step(() => model.call(ones(2, 4)).square().mean());

        Assert.That(history.Findings, Is.Empty);
    }
}
