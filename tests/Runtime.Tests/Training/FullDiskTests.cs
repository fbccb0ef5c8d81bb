using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Recovery;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Disks that are full, read-only or too small: found before training where that is possible, and nothing saved is lost where not.</summary>
[Platform("Linux")]
internal sealed class FullDiskTests : ScopedTest
{
    // 0.25 M parameters: 1 MB of weights, 2 MB of AdamW's averages, and a megabyte to grow.
    private const int Side = 512;

    [Test]
    public void A_disk_without_room_for_the_runs_checkpoints_stops_before_training_and_says_both_numbers()
    {
        using var disk = new TinyDisk(12);

        var refusal = Assert.Throws<CheckpointException>(() => NewTrainer(disk.Folder, keep: 3).Dispose());

        Assert.That(refusal!.Message, Does.Match(@"has 12\.\d MB free, and 1\d\.\d MB are needed: 4 checkpoints of 4\.\d MB, 3 that are kept"));
        Assert.That(refusal.Message, Does.Contain("Free space, keep fewer checkpoints or choose another folder"));
        Assert.That(() => NewTrainer(disk.Folder, keep: 1).Dispose(), Throws.Nothing, "the folder is not left locked, and two checkpoints fit");
        Assert.That(Directory.GetFiles(disk.Folder, ".probe*"), Is.Empty);
    }

    [Test]
    public void Checkpoints_that_are_there_already_count_as_room()
    {
        using var disk = new TinyDisk(12);
        using (var trainer = NewTrainer(disk.Folder, keep: 1))
        {
            trainer.Save();
        }

        disk.FillUpTo(5_000_000);
        Assert.That(() => NewTrainer(disk.Folder, keep: 1).Dispose(), Throws.Nothing, "one more is all that it takes");
    }

    [Test]
    public void A_disk_that_fills_up_during_training_loses_nothing_that_was_saved()
    {
        using var disk = new TinyDisk(12);
        using var trainer = NewTrainer(disk.Folder, keep: 1);
        var saved = trainer.Save();
        disk.FillUpTo(1_500_000);
        trainer.Step(() => ((FedModel)trainer.Model).Values[0].sum());

        var refusal = Assert.Throws<CheckpointException>(() => trainer.Save());

        Assert.That(refusal!.PreviousIntact, Is.EqualTo(saved));
        Assert.That(refusal.Message, Does.Contain("could not be written").And.Contain(saved).And.Contain("Free space"));
        Assert.That(Directory.GetDirectories(disk.Folder), Is.EqualTo(new[] { saved }), "the unfinished one does not take the room that is needed");
        Assert.That(CheckpointFolder.Damage(saved), Is.Null);

        File.Delete(Path.Combine(disk.Folder, "filler"));
        Assert.That(trainer.Save(), Is.Not.EqualTo(saved), "with room again, saving works again");
    }

    [Test]
    public void A_disk_without_room_for_snapshots_does_not_stop_the_training_and_is_told_once()
    {
        using var disk = new TinyDisk(6);
        var history = new RunHistory("run");
        var guard = new SpikeGuard { RollBackSteps = 4, SnapshotEvery = 2, InMemory = 1, OnDisk = 3, Folder = disk.Folder };
        var model = new FedModel(zeros(Side, Side));
        using var trainer = Trainer.Create(model, new(new AdamW(), guard), CPU, 20, new() { Observers = [history] });
        for (var step = 0; step < 12; step++)
        {
            trainer.Step(() => model.Values[0].sum());
        }

        Assert.That(history.Findings.Select(finding => finding.Name), Is.EqualTo(new[] { "Snapshot not written" }));
        Assert.That(history.Findings[0].Evidence, Does.Contain(disk.Folder).And.Contain("Training goes on with"));
        Assert.That(trainer.Observers.OfType<SpikeRecovery>().Single().Ring.Steps, Does.Contain(12L));
        Assert.That(Directory.GetFiles(disk.Folder, "*.tmp"), Is.Empty, "half a snapshot takes no room");
    }

    [Test]
    public void Logs_that_cannot_be_written_do_not_stop_the_training_and_go_on_when_there_is_room()
    {
        using var disk = new TinyDisk(1);
        var (lines, events) = (Path.Combine(disk.Folder, "run.jsonl"), Path.Combine(disk.Folder, "events"));
        var history = new RunHistory("run");
        var model = new FedModel([1f]);
        using (var trainer = Trainer.Create(model, new(new AdamW()), CPU, 1000, new() { Observers = [new JsonLinesObserver(lines, flushEvery: 1), new TensorBoardObserver(events), history] }))
        {
            Steps(trainer, 2);
            disk.FillUpTo(0);
            Steps(trainer, 100);
            Assert.That(history.Findings.Select(finding => (finding.Name, finding.Severity)), Is.EqualTo(new[] { ("Log not written", Severity.Warning), ("Log not written", Severity.Warning) }));
            Assert.That(history.Findings.Select(finding => finding.Evidence), Has.One.Contains(lines).And.One.Contains(events));

            File.Delete(Path.Combine(disk.Folder, "filler"));
            Steps(trainer, 1);
        }

        var written = File.ReadAllLines(lines).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("loss", out _)).Select(line => line.GetProperty("step").GetInt64());
        Assert.That(written, Is.EqualTo(Enumerable.Range(1, 103)), "whole lines, and those that waited too");
        Assert.That(Monitoring.EventFiles.In(events).Where(item => item.Tag == "loss/train").Select(item => item.Step), Does.Contain(1L).And.Contain(103L), "no half record in between");

        void Steps(Trainer trainer, int count)
        {
            for (var step = 0; step < count; step++)
            {
                trainer.Step(() => model.LossWithGradients([1f]));
            }
        }
    }

    [Test]
    public void A_read_only_disk_stops_before_training_and_keeps_what_is_on_it()
    {
        using var disk = new TinyDisk(12);
        string saved;
        using (var trainer = NewTrainer(disk.Folder, keep: 1))
        {
            saved = trainer.Save();
        }

        disk.MakeReadOnly();

        Assert.That(() => NewTrainer(disk.Folder, keep: 1), Throws.TypeOf<CheckpointException>().With.Message.Contains("cannot be written"));
        Assert.That(CheckpointFolder.Damage(saved), Is.Null);
    }

    private static Trainer NewTrainer(string folder, int keep) =>
        Trainer.Create(new FedModel(zeros(Side, Side)), new(new AdamW()), CPU, 10, new() { CheckpointFolder = folder, KeepCheckpoints = keep });
}
