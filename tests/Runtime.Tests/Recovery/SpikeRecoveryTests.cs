using StableModels.Monitoring;
using StableModels.Recovery;
using StableModels.Tests.Monitoring;
using StableModels.Tests.Training;
using StableModels.Training;

namespace StableModels.Tests.Recovery;

internal sealed class SpikeRecoveryTests : ScopedTest
{
    private static readonly SpikeGuard s_guard = new() { RollBackSteps = 20, SkipSteps = 40, SnapshotEvery = 10, InMemory = 4, RewarmSteps = 10 };

    [TestCase(4, 0)]
    [TestCase(1, 3)]
    public void A_poisoned_batch_leaves_the_run_as_if_it_had_never_seen_it(int inMemory, int onDisk)
    {
        var folder = Directory.CreateTempSubdirectory("snapshots-").FullName;
        using var guard = new SpikeRecovery(s_guard with { InMemory = inMemory, OnDisk = onDisk, Folder = folder });
        using var poisoned = new BlobRun(300, [guard], batch => batch == 100);
        poisoned.TrainToBatch(200);

        var entry = guard.Audit.Single();
        Assert.That((entry.Step, entry.RestoredStep, entry.FirstSkippedBatch, entry.NextBatch), Is.EqualTo((101L, 80L, 80L, 120L)));

        using var clean = new BlobRun(300, []);
        clean.TrainToBatch(80);
        clean.Trainer.BatchCursor = 120;
        clean.TrainToBatch(200);

        Assert.That(poisoned.Weights, Is.EqualTo(clean.Weights), "to the last bit");
        Assert.That(poisoned.Trainer.StepCount, Is.EqualTo(clean.Trainer.StepCount));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void A_guard_of_another_trainer_does_not_bring_its_states_along()
    {
        using var guard = new SpikeRecovery(s_guard);
        using var first = new BlobRun(20, [guard]);
        using var second = new BlobRun(20, [guard]);
        first.TrainTo(3);

        Assert.That(() => second.TrainTo(1), Throws.InvalidOperationException.With.Message.Contains("guards another trainer").And.Message.Contains("Make one for each"));
    }

    [Test]
    public void A_healthy_run_is_left_alone_to_the_last_bit()
    {
        using var guard = new SpikeRecovery(s_guard);
        using var guarded = new BlobRun(150, [guard]);
        guarded.TrainTo(150);
        using var plain = new BlobRun(150, []);
        plain.TrainTo(150);

        Assert.That(guard.Audit, Is.Empty);
        Assert.That(guarded.Weights, Is.EqualTo(plain.Weights));
    }

    [Test]
    public void By_default_two_snapshots_reach_back_a_hundred_steps_at_24_bytes_a_parameter()
    {
        using var guard = new SpikeRecovery(new SpikeGuard());
        using var run = new BlobRun(1000, [guard, new RunHistory("run")], batch => batch == 399);
        run.TrainTo(399);

        Assert.That(guard.Ring.Steps, Is.EqualTo(new[] { 200L, 300 }));
        Assert.That(guard.Ring.BytesInMemory, Is.EqualTo((24 * run.Trainer.Arena.Length) + (2 * TorchSharp.torch.get_rng_state().numel())).Within(0), "and nothing of those who watch");
        run.TrainToBatch(400);
        Assert.That(guard.Audit.Single().RestoredStep, Is.EqualTo(300).Or.EqualTo(200));
        Assert.That(guard.Audit[0].RestoredStep, Is.LessThanOrEqualTo(guard.Audit[0].Step - 100));
    }

    [Test]
    public void Snapshots_that_do_not_fit_into_their_memory_are_told_once()
    {
        var history = new RunHistory("run");
        using var guard = new SpikeRecovery(s_guard with { MemoryLimit = 1 });
        using var run = new BlobRun(300, [guard, history]);
        run.TrainTo(60);

        Assert.That(guard.Ring.Steps, Is.EqualTo(new[] { 60L }));
        Assert.That(history.Findings.Select(finding => finding.Name), Is.EqualTo(new[] { "Snapshots cut short" }));
    }

    [Test]
    public void Steps_without_finite_values_in_a_row_are_gone_back_from()
    {
        using var guard = new SpikeRecovery(s_guard);
        using var run = new BlobRun(300, [guard]);
        run.TrainTo(70);
        for (var i = 0; i < 2; i++)
            run.Trainer.Step(batch => run.Model.parameters().First().sum() * double.NaN);
        Assert.That(guard.Audit, Is.Empty, "two are skipped, no more");
        run.Trainer.Step(batch => run.Model.parameters().First().sum() * double.NaN);

        Assert.That(guard.Audit.Single().Reason, Does.Contain("not finite for 3 steps"));
        Assert.That(guard.Audit.Single().RestoredStep, Is.EqualTo(50));
        Assert.That(run.Trainer.StepCount, Is.EqualTo(50));
    }

    [Test]
    public void A_second_spike_cuts_the_learning_rate_and_warms_it_up_again()
    {
        using var guard = new SpikeRecovery(s_guard);
        using var run = new BlobRun(400, [guard], batch => batch is 100 or 150);
        run.TrainToBatch(100);
        run.Trainer.Step(batch => Spike(run));
        Assert.That(run.Trainer.LearningRateScale, Is.EqualTo(1));
        run.TrainToBatch(150);
        run.Trainer.Step(batch => Spike(run));
        Assert.That(guard.Audit, Has.Count.EqualTo(2));
        Assert.That(run.Trainer.LearningRateScale, Is.EqualTo(0.05).Within(1e-12));
        var from = run.Trainer.StepCount;
        run.TrainTo(from + 5);
        Assert.That(run.Trainer.LearningRateScale, Is.EqualTo(0.275).Within(1e-12));
        run.TrainTo(from + 20);
        Assert.That(run.Trainer.LearningRateScale, Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void A_third_spike_cuts_further_though_the_state_is_from_before_the_second_cut()
    {
        using var guard = new SpikeRecovery(s_guard with { RewarmSteps = 0 });
        using var run = new BlobRun(800, [guard]);
        run.TrainTo(100);
        run.Trainer.Step(batch => Spike(run));
        run.TrainTo(130);
        run.Trainer.Step(batch => Spike(run));
        Assert.That(run.Trainer.LearningRateScale, Is.EqualTo(0.5).Within(1e-12));
        // Soon enough that the newest state of twenty steps before is one that was taken before the cut.
        run.TrainTo(run.Trainer.StepCount + 15);
        run.Trainer.Step(batch => Spike(run));

        Assert.That(guard.Audit, Has.Count.EqualTo(3));
        Assert.That(guard.Audit[2].RestoredStep, Is.LessThan(guard.Audit[1].RestoredStep));
        Assert.That(run.Trainer.LearningRateScale, Is.EqualTo(0.25).Within(1e-12));
        Assert.That(guard.Audit[2].LearningRateScale, Is.EqualTo(0.25).Within(1e-12));
    }

    [Test]
    public void The_audit_trail_speaks_of_a_learning_rate_only_where_it_changed()
    {
        var first = new RollBack(101, "loss 9", 80, 80, 120, 1);

        Assert.That(first.ToString(), Is.EqualTo("step 101: loss 9; went back to step 80, left out the batches 80 to 119"));
        Assert.That((first with { LearningRateScale = 0.5 }).ToString(), Does.EndWith("80 to 119, goes on with 0.5 times the scheduled learning rate"));
        Assert.That((first with { NextBatch = 80 }).ToString(), Does.EndWith("left out no batch, as the run brings its own"));
    }

    [Test]
    public void Where_nothing_is_cut_the_trail_has_the_learning_rates_own_scale()
    {
        using var guard = new SpikeRecovery(s_guard with { LearningRateCut = 1 });
        using var run = new BlobRun(400, [guard]);
        run.Trainer.LearningRateScale = 0.3;
        run.TrainTo(100);
        run.Trainer.Step(batch => Spike(run));
        run.TrainTo(130);
        run.Trainer.Step(batch => Spike(run));

        Assert.That(guard.Audit.Select(entry => entry.LearningRateScale), Is.EqualTo(new[] { 0.3, 0.3 }));
    }

    [Test]
    public void Too_many_spikes_stop_the_run_with_the_audit_trail()
    {
        using var guard = new SpikeRecovery(s_guard with { MaxRollBacks = 2 });
        using var run = new BlobRun(2000, [guard]);

        Assert.That(
            () =>
            {
                while (run.Trainer.BatchCursor < 2000)
                {
                    run.TrainTo(run.Trainer.StepCount + 60);
                    run.Trainer.Step(batch => Spike(run));
                }
            },
            Throws.InstanceOf<TrainingStalledException>().With.Message.Contains("went back 2 times").And.Message.Contains("went back to step"));
        Assert.That(guard.Audit, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_others_are_told_and_the_curves_go_back_too()
    {
        var history = new RunHistory("run");
        using var guard = new SpikeRecovery(s_guard);
        using var run = new BlobRun(300, [guard, history], batch => batch == 100);
        run.TrainTo(120);

        Assert.That(history.Findings.Single().Name, Is.EqualTo("Rolled back"));
        Assert.That(history.Findings.Single().Severity, Is.EqualTo(Severity.Info));
        Assert.That(history.RollBacks, Is.EqualTo(1));
        Assert.That(history.Loss.Buckets, Has.Count.EqualTo(120));
    }

    [Test]
    public void What_was_done_is_in_the_checkpoint()
    {
        var folder = Directory.CreateTempSubdirectory("guard-").FullName;
        var guard = new SpikeRecovery(s_guard);
        using (var run = new BlobRun(300, [guard], batch => batch == 100, folder))
        {
            run.TrainToBatch(130);
            run.Trainer.Save();
        }

        var second = new SpikeRecovery(s_guard);
        using (var resumed = new BlobRun(300, [second], checkpoints: folder))
        {
            resumed.Trainer.Resume();
        }

        Directory.Delete(folder, recursive: true);
        Assert.That(second.Audit, Is.EqualTo(guard.Audit).And.Not.Empty);
    }

    [Test]
    public void A_resumed_run_goes_back_to_the_files_of_the_run_before_it()
    {
        var folder = Directory.CreateTempSubdirectory("snapshots-").FullName;
        var settings = s_guard with { InMemory = 1, OnDisk = 3, Folder = Path.Combine(folder, "snapshots") };
        using (var stopped = new BlobRun(300, [new SpikeRecovery(settings)], checkpoints: folder))
        {
            stopped.TrainTo(95);
            stopped.Trainer.Save();
        }

        var guard = new SpikeRecovery(settings);
        using var run = new BlobRun(300, [guard], batch => batch == 100, folder);
        run.Trainer.Resume();
        Assert.That(guard.Ring.Steps, Is.EqualTo(new[] { 60L, 70, 80 }));
        run.TrainToBatch(200);
        Assert.That(guard.Audit.Single().RestoredStep, Is.EqualTo(80), "before the step at which the run was resumed");

        using var clean = new BlobRun(300, []);
        clean.TrainToBatch(80);
        clean.Trainer.BatchCursor = 120;
        clean.TrainToBatch(200);
        Assert.That(run.Weights, Is.EqualTo(clean.Weights), "to the last bit");
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void A_declared_guard_is_an_observer_of_the_trainer()
    {
        using var run = new BlobRun(300, [], batch => batch == 100, null, s_guard);
        run.TrainToBatch(130);

        Assert.That(run.Trainer.Observers.OfType<SpikeRecovery>().Single().Audit, Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(Nonsense))]
    public void Settings_that_make_no_sense_are_refused(SpikeGuard settings, string message) =>
        Assert.That(() => new SpikeRecovery(settings), Throws.ArgumentException.With.Message.Contains(message));

    private static IEnumerable<TestCaseData> Nonsense()
    {
        yield return new TestCaseData(new SpikeGuard { RollBackSteps = 0 }, "RollBackSteps");
        yield return new TestCaseData(new SpikeGuard { ZScore = double.NaN }, "ZScore");
        yield return new TestCaseData(new SpikeGuard { LearningRateCut = 0 }, "LearningRateCut");
        yield return new TestCaseData(new SpikeGuard { RollBackSteps = 500 }, "do not reach back 500 steps");
        yield return new TestCaseData(new SpikeGuard { OnDisk = 2 }, "Name one, such as Folder = \"snapshots\", or leave OnDisk at 0");
        yield return new TestCaseData(new SpikeGuard { Folder = " " }, "Folder is blank");
        yield return new TestCaseData(new SpikeGuard { MemoryLimit = -1 }, "MemoryLimit");
    }

    [Test]
    public void As_many_snapshots_as_can_be_counted_reach_back_far_enough() =>
        Assert.That(() => new SpikeGuard { InMemory = int.MaxValue }.Validate(), Throws.Nothing);

    private static TorchSharp.torch.Tensor Spike(BlobRun run) => run.Model.parameters().Select(parameter => parameter.square().sum()).Aggregate((a, b) => a + b) * 100;
}
