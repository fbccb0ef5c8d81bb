using System.Diagnostics;
using System.Globalization;
using StableModels.Optimizers;
using StableModels.Training;

namespace StableModels.Tests.Training;

/// <summary>Kills processes that write checkpoints, at random moments: nothing that was reported as saved is lost.</summary>
internal sealed class KilledWriterTests
{
    private const int Kills = 50;
    private const int AtOnce = 5;

    [Test]
    public void Nothing_that_was_reported_as_saved_is_lost()
    {
        var random = new Random(17);
        var waits = Enumerable.Range(0, Kills).Select(_ => random.Next(0, 40)).ToList();
        var interrupted = 0;
        foreach (var batch in waits.Chunk(AtOnce))
        {
            var writers = batch.Select(wait => new Writer(wait)).ToList();
            foreach (var writer in writers)
            {
                using (writer)
                {
                    writer.KillAfterItsWait();
                    interrupted += writer.CheckWhatIsLeft() ? 1 : 0;
                }
            }
        }

        Assert.That(interrupted, Is.GreaterThan(0), "some kills hit a checkpoint that was being written");
    }

    [Test]
    public void AFolder_in_use_is_refused_until_its_run_is_killed()
    {
        using var writer = new Writer(wait: 0);
        writer.WaitUntilItSaved();

        var refusal = Assert.Throws<CheckpointException>(() => NewTrainer(writer.Folder));
        Assert.That(refusal!.Message, Does.Contain("Another run uses the checkpoint folder").And.Contain(writer.Folder).And.Contain("stop it"));

        writer.Kill();
        Assert.That(() => NewTrainer(writer.Folder).Dispose(), Throws.Nothing, "a killed run leaves no lock");
    }

    [Test]
    public void Two_trainers_of_one_process_do_not_share_aFolder_either()
    {
        var folder = Directory.CreateTempSubdirectory("shared-").FullName;
        using (NewTrainer(folder))
        {
            Assert.That(() => NewTrainer(folder), Throws.TypeOf<CheckpointException>().With.Message.Contains("Another run"));
            using var elsewhere = NewTrainer(null);
            Assert.That(() => elsewhere.Save(folder), Throws.TypeOf<CheckpointException>().With.Message.Contains("Another run"));
            Assert.That(() => new CheckpointFolder(folder).Delete(), Throws.TypeOf<CheckpointException>().With.Message.Contains("Another run"));
        }

        new CheckpointFolder(folder).Delete();
        Assert.That(Directory.Exists(folder), Is.False);
    }

    private static Trainer NewTrainer(string? folder) =>
        Trainer.Create(new FedModel([1f]), new(new AdamW()), TorchSharp.torch.CPU, 10, new() { CheckpointFolder = folder });

    private sealed class Writer : IDisposable
    {
        private readonly Process _process;
        private readonly int _wait;

        public Writer(int wait)
        {
            _wait = wait;
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
            start.ArgumentList.Add(typeof(CheckpointWriterProgram).Assembly.Location);
            start.ArgumentList.Add(Folder);
            start.Environment["OMP_NUM_THREADS"] = "1";
            _process = Process.Start(start)!;
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("killed-").FullName;

        public void KillAfterItsWait()
        {
            WaitUntilItSaved();
            Thread.Sleep(_wait);
            Kill();
        }

        public void WaitUntilItSaved() => Assert.That(_process.StandardOutput.ReadLine(), Is.Not.Null, "the writer saved nothing");

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        /// <summary>Whether a checkpoint was being written.</summary>
        public bool CheckWhatIsLeft()
        {
            // Whole lines only: the last one may have been cut by the kill.
            var output = _process.StandardOutput.ReadToEnd();
            var reported = output[..(output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var whole = new CheckpointFolder(Folder).List();
            Assert.That(whole, Is.Not.Empty);
            foreach (var checkpoint in whole)
            {
                Assert.That(CheckpointFolder.Damage(checkpoint), Is.Null, checkpoint);
            }

            if (reported.Length > 0)
            {
                var saved = long.Parse(reported[^1].Split(' ')[1], CultureInfo.InvariantCulture);
                var (weights, state) = CheckpointFolder.Read(whole[0]);
                using (state)
                {
                    Assert.That(state.Int64("batch_cursor"), Is.GreaterThanOrEqualTo(saved), "the newest reported state is there, or a later one");
                }

                weights.Values.ToList().ForEach(tensor => tensor.Dispose());
            }

            return Directory.EnumerateDirectories(Folder, "*.partial").Any();
        }

        public void Dispose()
        {
            _process.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
