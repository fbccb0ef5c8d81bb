using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>What observers save: it is found again though others watch now, and taken back where one of them cannot read it.</summary>
internal sealed class WatcherCheckpointTests : CheckpointTest
{
    [Test]
    public void Who_watches_may_change_between_two_parts_of_a_run()
    {
        using (var trainer = NewTrainer(20, [new RunHistory("run"), new Fussy { Value = "7" }]))
        {
            Train((FedModel)trainer.Model, trainer, 2);
            trainer.Save();
        }

        var (fussy, history) = (new Fussy(), new RunHistory("run"));
        using (var trainer = NewTrainer(20, [fussy, new GradientWatch(), history]))
        {
            Assert.That(trainer.Resume(), Is.True);
            Assert.That(fussy.Value, Is.EqualTo("7"), "found under another number");
            Assert.That(history.Loss.Buckets, Has.Count.EqualTo(2));
            Assert.That(history.Findings.Single().Evidence, Does.StartWith("GradientWatch did not watch"));
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save();
        }

        using var alone = NewTrainer(20, []);
        Assert.That(alone.Resume(), Is.True);
        Assert.That(alone.StepCount, Is.EqualTo(3));
    }

    [Test]
    public void A_state_that_one_of_the_watchers_cannot_read_leaves_all_as_they_were()
    {
        string saved;
        using (var trainer = Watched(out var fussy))
        {
            Train((FedModel)trainer.Model, trainer, 2);
            fussy.Value = "not a number";
            saved = trainer.Save();
        }

        using var other = Watched(out _);
        Train((FedModel)other.Model, other, 1);
        using var before = other.Capture();

        Assert.That(() => other.Resume(saved), Throws.TypeOf<CheckpointException>().With.Message.Contains("cannot be read").And.Message.Contains("from another checkpoint"));
        AssertSame(other, before);

        Trainer Watched(out Fussy fussy)
        {
            fussy = new();
            return Trainer.Create(new FedModel(ones(2, 2), ones(2)), new(new AdamW(), new AdaGC { WarmupSteps = 1 }), CPU, 20, new() { CheckpointFolder = Folder, Observers = [new RunHistory("run"), fussy] });
        }
    }

    /// <summary>An observer whose state must be a number.</summary>
    private sealed class Fussy : ITrainingObserver, IStateful
    {
        public string Value { get; set; } = "1";

        public void OnStep(Trainer trainer, StepResult result)
        {
        }

        public void Save(TrainingState state) => state.Set("value", Value);

        public void Load(TrainingState state) => Value = int.Parse(state.Text("value"), System.Globalization.CultureInfo.InvariantCulture).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
