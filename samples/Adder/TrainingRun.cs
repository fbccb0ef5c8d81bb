using StableModels.Monitoring;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Adder;

/// <summary>Trains one model to the end or to a stop, from its last checkpoint if there is one.</summary>
internal sealed class TrainingRun(AdderOptions options, Device device, StopRequest stop)
{
    /// <summary>The runs' names.</summary>
    public const string Stable = "stable", UnstableTwin = "unstable twin";

    private const int StepsBetweenCheckpoints = 200;

    /// <summary>What came of a run.</summary>
    /// <param name="History">Its curves.</param>
    /// <param name="Exam">What the model answers to unseen sums; null when the run was stopped.</param>
    public sealed record Outcome(RunHistory History, Exam? Exam);

    public Outcome Train(string name, nn.Module<Tensor, Tensor> model, Func<Device, long, TrainerOptions?, Trainer> createTrainer)
    {
        var folder = FolderOf(name);
        var history = new RunHistory(name);
        using var watch = new GradientWatch();
        using var progress = new ConsoleProgress(name, options.Steps);
        using var trainer = createTrainer(device, options.Steps, new TrainerOptions { CheckpointFolder = folder, Observers = [history, watch, progress] });
        if (Resume(name, trainer))
            Console.WriteLine($"{name}: going on from step {trainer.StepCount} (--fresh starts anew)");

        var saved = trainer.StepCount; // nothing to save at step 0, nor right after resuming
        while (trainer.StepCount < options.Steps && !stop.IsMade)
        {
            trainer.Step(batch => Loss(model, batch));
            if (stop.IsMade || trainer.StepCount % StepsBetweenCheckpoints == 0 || trainer.StepCount == options.Steps)
            {
                trainer.Save();
                saved = trainer.StepCount;
            }
        }

        progress.Dispose();
        if (Exam.Take(model, device, stop) is { } exam)
            return new Outcome(history, exam);

        Console.WriteLine(saved == 0
            ? $"{name}: stopped before the first step"
            : $"{name}: stopped at step {saved} with a checkpoint; the same command {(options.Fresh ? "without --fresh " : "")}goes on from there");
        return new Outcome(history, null);
    }

    /// <summary>Forgets the checkpoints of both runs: the job is done, or starts anew. Those of other seeds and lengths stay.</summary>
    public void Forget()
    {
        foreach (var folder in new[] { FolderOf(Stable), FolderOf(UnstableTwin) })
            new CheckpointFolder(folder).Delete();
        if (Directory.Exists(Checkpoints) && !Directory.EnumerateFileSystemEntries(Checkpoints).Any())
            Directory.Delete(Checkpoints);
    }

    private string Checkpoints => Path.Combine(options.Output, "checkpoints");

    // A damaged checkpoint is refused with the reason; the intact one before it costs only the steps in between.
    private static bool Resume(string name, Trainer trainer)
    {
        try
        {
            return trainer.Resume();
        }
        catch (CheckpointException error) when (error.PreviousIntact is { } previous)
        {
            Console.Error.WriteLine($"{name}: {error.Message}");
            return trainer.Resume(previous);
        }
        catch (CheckpointException error)
        {
            throw new CheckpointException($"{error.Message} Or start anew with --fresh.", error);
        }
    }

    // Another seed or length is another run: its checkpoints lie elsewhere.
    private string FolderOf(string name) => Path.Combine(Checkpoints, $"{name.Replace(' ', '-')}-seed-{options.Seed}-steps-{options.Steps}");

    private Tensor Loss(nn.Module<Tensor, Tensor> model, long batch)
    {
        var sums = Sums.Batch(batch, AdderOptions.BatchSize, options.Seed, device);
        var logits = model.call(sums[.., ..^1])[.., (Sums.QuestionLength - 1)..];
        return cross_entropy(logits.reshape(-1, Sums.Vocabulary), sums[.., Sums.QuestionLength..].reshape(-1));
    }
}
