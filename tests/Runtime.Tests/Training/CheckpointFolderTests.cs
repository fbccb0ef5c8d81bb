using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>What a folder of checkpoints keeps, replaces, sets aside and clears.</summary>
internal sealed class CheckpointFolderTests : CheckpointTest
{
    [Test]
    public void Old_checkpoints_are_removed()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            for (var index = 0; index < 5; index++)
            {
                Train(model, trainer, 1);
                trainer.Save();
            }
        }

        Assert.That(
            new CheckpointFolder(Folder).List().Select(Path.GetFileName),
            Is.EqualTo(new[] { "step-0000000005", "step-0000000004", "step-0000000003" }));
    }

    [Test]
    public void A_folder_of_another_name_is_no_checkpoint()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "step-abc"));
        Directory.CreateDirectory(Path.Combine(Folder, "step-0000000009.partial"));

        Assert.That(new CheckpointFolder(Folder).List(), Is.Empty);
    }

    [Test]
    public void The_same_step_saved_again_is_the_same_checkpoint()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            var first = trainer.Save();
            var written = File.GetLastWriteTimeUtc(Path.Combine(first, "checkpoint.sha256"));

            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(Directory.GetDirectories(Folder), Is.EqualTo(new[] { first }));
            Assert.That(File.GetLastWriteTimeUtc(Path.Combine(first, "checkpoint.sha256")), Is.EqualTo(written), "nothing was written anew");
        }
    }

    [Test]
    public void The_same_step_saved_again_in_another_state_takes_the_place_of_the_first()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            var first = trainer.Save();
            trainer.BatchCursor = 17;

            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(Directory.GetDirectories(Folder), Is.EqualTo(new[] { first }));
            trainer.BatchCursor = 0;
            trainer.Resume();
            Assert.That(trainer.BatchCursor, Is.EqualTo(17));
        }
    }

    [Test]
    public void A_damaged_checkpoint_of_the_same_step_is_replaced_though_the_state_is_the_same()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var first = trainer.Save();
            File.WriteAllText(Path.Combine(first, "weights.safetensors"), "");

            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(CheckpointFolder.Damage(first), Is.Null);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Killed_while_one_checkpoint_took_the_place_of_another_the_later_one_counts(bool isFirstGone)
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var first = trainer.Save();
            Directory.Move(first, first + "-aside");
            trainer.BatchCursor = 17;
            trainer.Save();
            Directory.Move(first, first + "-0001");
            Directory.Move(first + "-aside", isFirstGone ? first + ".partial" : first);

            Assert.That(trainer.Resume(), Is.True);
            Assert.That(trainer.BatchCursor, Is.EqualTo(17));
            trainer.BatchCursor = 18;
            Assert.That(trainer.Save(), Is.EqualTo(first));
            Assert.That(Directory.GetDirectories(Folder), Is.EqualTo(new[] { first }));
            trainer.Resume();
            Assert.That(trainer.BatchCursor, Is.EqualTo(18));
        }
    }

    [Test]
    public void A_new_run_moves_the_checkpoints_of_another_away_and_deletes_none()
    {
        var saved = SaveFour(out var last);
        var history = new RunHistory("run");
        using (var trainer = NewTrainer(20, [history]))
        {
            Train((FedModel)trainer.Model, trainer, 1);
            var own = trainer.Save();

            Assert.That(new CheckpointFolder(Folder).List(), Is.EqualTo(new[] { own }), "a plain resume finds this run alone");
        }

        var aside = Path.Combine(Folder, "earlier-0001");
        Assert.That(Directory.GetDirectories(aside).Select(Path.GetFileName), Is.EquivalentTo(saved));
        Assert.That(history.Findings.Single().Evidence, Does.Contain(aside));
        using (var earlier = NewTrainer(20, [new RunHistory("run")]))
        {
            Assert.That(earlier.Resume(aside), Is.True);
            Assert.That(earlier.StepCount, Is.EqualTo(last));
        }

        SaveFour(out _);
        Assert.That(Directory.GetDirectories(Folder, "earlier-*"), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_resumed_run_removes_its_own_old_checkpoints()
    {
        SaveFour(out _);
        using (var trainer = NewTrainer(20, [new RunHistory("run")]))
        {
            trainer.Resume();
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save();
        }

        Assert.That(Directory.GetDirectories(Folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "step-0000000005", "step-0000000004", "step-0000000003" }));
    }

    [Test]
    public void What_a_killed_writer_left_is_no_checkpoint_and_is_cleared()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var stale = Directory.CreateDirectory(Path.Combine(Folder, "step-0000000009.partial"));
            Assert.That(trainer.Resume(), Is.False);
            trainer.Save();
            Assert.That(stale.Exists && Directory.Exists(stale.FullName), Is.False);
        }
    }

    private List<string?> SaveFour(out long last)
    {
        using var trainer = NewTrainer(20, [new RunHistory("run")]);
        for (var index = 0; index < 4; index++)
        {
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save();
        }

        last = trainer.StepCount;
        return [.. new CheckpointFolder(Folder).List().Select(Path.GetFileName)];
    }
}
