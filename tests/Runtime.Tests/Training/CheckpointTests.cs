using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>A run that is saved and goes on: to the same bits, from the right folder.</summary>
internal sealed class CheckpointTests : CheckpointTest
{
    [Test]
    public void A_resumed_run_is_bit_identical_to_one_that_never_stopped([Values] bool scalarsOnDevice)
    {
        manual_seed(5);
        var (model, trainer) = NewRun(scalarsOnDevice);
        using (trainer)
        {
            Train(model, trainer, 4);
            trainer.Save();
            Train(model, trainer, 5);
        }

        manual_seed(99);
        var (resumed, second) = NewRun(scalarsOnDevice);
        using (second)
        {
            Assert.That(second.Resume(), Is.True);
            Assert.That(second.StepCount, Is.EqualTo(4));
            Assert.That(second.BatchCursor, Is.EqualTo(4));
            Train(resumed, second, 5);
        }

        Assert.That(resumed[0], Is.EqualTo(model[0]));
        Assert.That(resumed[1], Is.EqualTo(model[1]));
    }

    [Test]
    public void A_folder_without_checkpoints_is_a_new_run()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            Assert.That(trainer.Resume(), Is.False);
        }
    }

    [Test]
    public void A_run_that_went_back_does_not_resume_from_what_it_left()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 2);
            var second = trainer.Save();
            Train(model, trainer, 2);
            trainer.Save();
            Train(model, trainer, 2);
            trainer.Save();
            trainer.Resume(second);
            Train(model, trainer, 1);
            var third = trainer.Save();

            Assert.That(new CheckpointFolder(Folder).List(), Is.EqualTo(new[] { third, second }));
            Assert.That(Directory.EnumerateDirectories(Folder, "left-*").Select(Path.GetFileName), Is.EqualTo(new[] { "left-step-0000000006" }));
            Assert.That(trainer.Resume(), Is.True);
            Assert.That(trainer.StepCount, Is.EqualTo(3));

            Assert.That(trainer.Resume(Path.Combine(Folder, "left-step-0000000006")), Is.True);
            Assert.That(trainer.StepCount, Is.EqualTo(6));
        }
    }

    [Test]
    public void A_checkpoint_that_is_not_there_is_not_called_damaged()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            Assert.That(() => trainer.Resume(Path.Combine(Folder, "step-0000000007")),
                Throws.TypeOf<CheckpointException>().With.Message.Contains("There is no checkpoint").And.Message.Contains("check the path"));
        }
    }

    [Test]
    public void A_file_is_no_new_run()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            var saved = trainer.Save();
            Assert.That(() => trainer.Resume(Path.Combine(saved, "weights.safetensors")), Throws.TypeOf<CheckpointException>().With.Message.Contains("is a file").And.Message.Contains(saved + "'."));
        }
    }

    [Test]
    public void The_folder_stays_where_it_is_when_the_process_goes_elsewhere()
    {
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = Folder;
            using var trainer = Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { CheckpointFolder = "own" });
            Environment.CurrentDirectory = before;

            Assert.That(trainer.Save(), Is.EqualTo(Path.Combine(Folder, "own", "step-0000000000")));
            Assert.That(trainer.Resume(), Is.True);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Test]
    public void A_disposed_model_is_not_saved_without_its_weights()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            model.Dispose();

            Assert.That(() => trainer.Save(), Throws.InvalidOperationException.With.Message.Contains("'p0' was disposed"));
            Assert.That(new CheckpointFolder(Folder).List(), Is.Empty);
        }
    }

    [Test]
    public void A_disposed_trainer_says_so_and_takes_noFolder()
    {
        var (model, trainer) = NewRun();
        trainer.Dispose();

        Assert.That(() => Train(model, trainer, 1), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(Trainer)));
        Assert.That(() => trainer.Save(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => trainer.Resume(), Throws.TypeOf<ObjectDisposedException>());
        using var next = NewRun().Trainer;
        Assert.That(next.Resume(), Is.False);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(-1)]
    [TestCase(1e300)]
    public void A_learning_rate_scale_that_would_ruin_the_parameters_is_refused(double scale)
    {
        using var trainer = NewRun().Trainer;
        Assert.That(() => trainer.LearningRateScale = scale, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(trainer.LearningRateScale, Is.EqualTo(1));
    }

    [Test]
    public void Another_culture_is_the_same_plan()
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            trainer.Save();
            var culture = System.Globalization.CultureInfo.CurrentCulture;
            var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            System.Globalization.CultureInfo.CurrentCulture = german;
            try
            {
                Assert.That(trainer.Resume(), Is.True);
            }
            finally
            {
                System.Globalization.CultureInfo.CurrentCulture = culture;
            }
        }
    }

    [Test]
    public void A_folder_that_cannot_be_written_stops_before_training()
    {
        var file = Path.Combine(Folder, "file");
        File.WriteAllText(file, "");

        Assert.That(
            () => Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { CheckpointFolder = Path.Combine(file, "below") }),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("cannot be written"));
    }
}
