using StableModels.Optimizers;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Where a resume looks, and when nothing there is a new run or a mistake.</summary>
internal sealed class ResumeFolderTests : CheckpointTest
{
    [Test]
    public void Resume_or_start_is_one_line_with_a_folder_of_the_options_or_by_path([Values] bool byPath)
    {
        var folder = Path.Combine(Folder, "runs", "first");
        for (var start = 0; start < 2; start++)
        {
            using var trainer = Create(byPath ? null : folder);
            Assert.That(trainer.Resume(byPath ? folder : null), Is.EqualTo(start > 0));
            Train((FedModel)trainer.Model, trainer, 1);
            trainer.Save(byPath ? folder : null);
        }
    }

    [Test]
    public void Another_folder_than_the_runs_own_must_hold_a_checkpoint([Values] bool exists)
    {
        var (own, other) = (Path.Combine(Folder, "own"), Path.Combine(Folder, "othre"));
        if (exists)
            Directory.CreateDirectory(other);
        using var trainer = Create(own);

        var refusal = Assert.Throws<CheckpointException>(() => trainer.Resume(other));

        Assert.That(refusal!.Message, Does.StartWith($"There is no checkpoint in '{other}'{(exists ? "" : ", and no such folder")}, and this run saves to another one, '{own}': check the path.").And.EndsWith("To go on in the run's own folder, or start anew while that is empty, call Resume()."));
        Assert.That(trainer.Resume(own + Path.DirectorySeparatorChar), Is.False, "its own, by its name");
        Assert.That(Directory.Exists(other), Is.EqualTo(exists));
    }

    [Test]
    public void The_folder_that_was_saved_to_is_the_runs_own()
    {
        var own = Path.Combine(Folder, "own");
        using var trainer = Create(null);
        trainer.Save(own);

        Assert.That(() => trainer.Resume(Path.Combine(Folder, "othre")), Throws.TypeOf<CheckpointException>().With.Message.Contains($"call Resume(\"{own}\")"));
        Assert.That(trainer.Resume(own), Is.True);
    }

    [Test]
    public void Without_any_folder_it_is_said()
    {
        using var trainer = Create(null);

        Assert.That(() => trainer.Resume(), Throws.ArgumentException.With.Message.EqualTo("There is no checkpoint folder. Pass one, or set TrainerOptions.CheckpointFolder."));
    }

    private static Trainer Create(string? folder) => Trainer.Create(new FedModel(zeros(2, 2), zeros(2)), Plan(), CPU, 20, new() { CheckpointFolder = folder });
}
