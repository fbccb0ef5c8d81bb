using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Checkpoints and captures of another plan, model, length or set of trained parameters.</summary>
internal sealed class ForeignCheckpointTests : CheckpointTest
{
    [Test]
    public void Another_plan_is_refused()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            trainer.Save();
        }

        using var other = Trainer.Create(new FedModel(zeros(2, 2), zeros(2)), new(new AdamW { LearningRate = 0.5 }), CPU, 10, new() { CheckpointFolder = Folder });
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("another plan"));
    }

    [Test]
    public void Another_model_is_refused()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            trainer.Save();
        }

        using var other = Trainer.Create(new FedModel(zeros(3, 2), zeros(2)), Plan(), CPU, 10, new() { CheckpointFolder = Folder });
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("[2, 2] where the model has [3, 2]"));
    }

    // Both parameters have two elements, so that every length is the same and only the names tell.
    [TestCase(0, 1, "it trained 'p1 [2]', which this run does not (frozen, or of another shape), and this run trains 'p0 [2]', which it did not")]
    [TestCase(-1, 0, "it trained 'p0 [2]', which this run does not")]
    [TestCase(0, -1, "this run trains 'p0 [2]', which it did not")]
    public void Other_frozen_parameters_are_refused_before_anything_changes(int frozenThen, int frozenNow, string difference)
    {
        using (var trainer = NewFrozen(frozenThen))
        {
            trainer.Step(() => ((FedModel)trainer.Model).LossWithGradients([1, 2], [3, 4]));
            trainer.Save();
        }

        using var other = NewFrozen(frozenNow);
        using var before = other.Capture();
        var refusal = Assert.Throws<CheckpointException>(() => other.Resume());

        Assert.That(refusal!.Message, Does.Contain(difference).And.Contain("Freeze and group the parameters as in the run that it comes from"));
        AssertSame(other, before);
    }

    [Test]
    public void Another_trainers_capture_is_refused_before_anything_changes()
    {
        using var larger = Trainer.Create(new FedModel(ones(2, 2), ones(2)), Plan(), CPU, 20);
        using var mine = Trainer.Create(new FedModel(ones(2, 2), ones(3)), Plan(), CPU, 20);
        using var other = larger.Capture();
        using var before = mine.Capture();

        Assert.That(() => mine.Restore(other), Throws.TypeOf<CheckpointException>().With.Message.Contains("The captured state does not belong to this run: it trained 'p1 [2]'"));
        AssertSame(mine, before);
    }

    [TestCase(12, "learning rate would jump from 0.05461 to")]
    [TestCase(50, "totalSteps = 20")]
    public void Other_total_steps_are_refused_where_the_learning_rate_would_jump(long totalSteps, string message)
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 12); // one of them skipped
            trainer.Save();
        }

        using var other = NewTrainer(totalSteps, []);
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("comes from a run of 20 steps").And.Message.Contains(message));
        Assert.That(other.StepCount, Is.Zero);
    }

    [Test]
    public void Other_total_steps_are_told_where_nothing_jumps()
    {
        using (var trainer = NewTrainer(20, [new RunHistory("run")]))
        {
            Train((FedModel)trainer.Model, trainer, 2); // in the warm-up
            trainer.Save();
        }

        var history = new RunHistory("run");
        using var other = NewTrainer(50, [history]);
        Assert.That(other.Resume(), Is.True);
        Assert.That(history.Findings.Select(finding => finding.Name), Is.EqualTo(new[] { "Run length changed" }));
        Assert.That(history.Findings[0].Evidence, Does.Contain("20 steps").And.Contain("50"));
        Assert.That(other.TotalSteps, Is.EqualTo(50));
    }
}
