using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Checkpoints that are not what was written, or are of another version of the format.</summary>
internal sealed class DamagedCheckpointTests : CheckpointTest
{
    [TestCase("weights.safetensors", "flip")]
    [TestCase("trainer.safetensors", "flip")]
    [TestCase("checkpoint.sha256", "flip")]
    [TestCase("weights.safetensors", "truncate")]
    [TestCase("trainer.safetensors", "truncate")]
    [TestCase("checkpoint.sha256", "truncate")]
    [TestCase("weights.safetensors", "folder")]
    [TestCase("checkpoint.sha256", "folder")]
    [TestCase("weights.safetensors", "empty")]
    [TestCase("checkpoint.sha256", "empty")]
    [TestCase("trainer.safetensors", "delete")]
    [TestCase("checkpoint.sha256", "delete")]
    public void A_damaged_checkpoint_is_refused_and_the_previous_one_offered(string file, string damage) => AssertRefused(file, path =>
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "flip":
                bytes[bytes.Length / 2] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
            case "truncate":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "folder":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            default:
                File.Delete(path);
                break;
        }
    });

    [Test]
    public void A_checkpoint_that_another_program_holds_open_is_refused_and_the_previous_one_offered([Values("weights.safetensors", "checkpoint.sha256")] string file)
    {
        FileStream? held = null;
        AssertRefused(file, path => held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        held!.Dispose();
    }

    [Test]
    [Platform("Linux", Reason = "It needs a file that can be opened and whose reading fails: Linux has /proc/self/mem.")]
    public void A_checkpoint_on_a_disk_that_fails_is_refused_and_the_previous_one_offered([Values("weights.safetensors", "trainer.safetensors", "checkpoint.sha256")] string file) => AssertRefused(file, path =>
    {
        File.Delete(path);
        File.CreateSymbolicLink(path, "/proc/self/mem"); // nothing is mapped at its start: an input/output error
    });

    private void AssertRefused(string file, Action<string> harm)
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 1);
            var intact = trainer.Save();
            Train(model, trainer, 1);
            harm(Path.Combine(trainer.Save(), file));

            var exception = Assert.Throws<CheckpointException>(() => trainer.Resume());
            Assert.That(exception!.PreviousIntact, Is.EqualTo(intact));
            Assert.That(exception.Message, Does.Contain(intact));
            Assert.That(trainer.Resume(intact), Is.True);
            Assert.That(trainer.StepCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_checkpoint_of_the_first_version_goes_on_to_the_same_bits()
    {
        manual_seed(5);
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 4);
            WriteAsVersion(trainer.Save(), "1");
            Train(model, trainer, 5);
        }

        var (resumed, second) = NewRun();
        using (second)
        {
            Assert.That(second.Resume(), Is.True);
            Train(resumed, second, 5);
        }

        Assert.That(resumed[0], Is.EqualTo(model[0]));
        Assert.That(resumed[1], Is.EqualTo(model[1]));
    }

    [Test]
    public void A_checkpoint_of_the_first_version_from_other_frozen_parameters_is_refused_by_its_lengths()
    {
        using (var trainer = NewFrozen(0))
        {
            trainer.Step(() => ((FedModel)trainer.Model).LossWithGradients([1, 2], [3, 4]));
            WriteAsVersion(trainer.Save(), "1");
        }

        using var other = NewFrozen(-1);
        Assert.That(() => other.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("other frozen parameters"));
    }

    [Test]
    public void A_checkpoint_of_a_later_version_is_refused_with_what_to_do()
    {
        var (_, trainer) = NewRun();
        using (trainer)
        {
            WriteAsVersion(trainer.Save(), "3");
            Assert.That(() => trainer.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("has format version '3' but this library reads versions 1 and 2. Resume with the version of StableModels that wrote it, or a later one"));
        }
    }

    [TestCase("step", "-1")]
    [TestCase("total_steps", "0")]
    [TestCase("skipped", "1e400")]
    [TestCase("skipped", "NaN")]
    [TestCase("skipped_in_a_row", "9")]
    [TestCase("learning_rate_scale", "1e400")]
    [TestCase("batch_cursor", "-1")]
    [TestCase("optimizer.updates", "NaN")]
    public void A_checkpoint_with_numbers_that_no_run_has_is_refused_before_anything_changes(string name, string value)
    {
        var (model, trainer) = NewRun();
        using (trainer)
        {
            Train(model, trainer, 2);
            Rewrite(trainer.Save(), values => values[name] = value);
            Train(model, trainer, 1);
            using var before = trainer.Capture();

            Assert.That(() => trainer.Resume(), Throws.TypeOf<CheckpointException>().With.Message.Contains("it was not written by this library"));
            AssertSame(trainer, before);
        }
    }

    // Version 1 is version 2 without the names of what was trained.
    private static void WriteAsVersion(string checkpoint, string version) => Rewrite(checkpoint, values =>
    {
        values["format_version"] = version;
        values.Remove("trained");
    });

    private static void Rewrite(string checkpoint, Action<Dictionary<string, string>> change)
    {
        var file = Path.Combine(checkpoint, "trainer.safetensors");
        var (tensors, values) = Safetensors.Load(file);
        change(values);
        var hash = Convert.ToHexString(Safetensors.Save(file, tensors, values)).ToLowerInvariant();
        var checksums = Path.Combine(checkpoint, "checkpoint.sha256");
        File.WriteAllLines(checksums, [File.ReadAllLines(checksums)[0], $"{hash}  trainer.safetensors"]);
    }
}
