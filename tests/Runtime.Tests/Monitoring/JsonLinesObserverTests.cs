using System.Text.Json;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;

namespace StableModels.Tests.Monitoring;

internal sealed class JsonLinesObserverTests
{
    private string _folder = "";

    private string FilePath => Path.Combine(_folder, "logs", "run.jsonl");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("jsonl").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_step_is_a_line()
    {
        using (var log = new JsonLinesObserver(FilePath))
        using (log) // a trainer and its owner may both dispose it
            log.Record(new StepRecord(7, 1.25, 3.5, 0.5, 1e-3) { LossScale = 1024, Elapsed = TimeSpan.FromSeconds(2) });

        var line = JsonDocument.Parse(File.ReadAllLines(FilePath).Single()).RootElement;
        Assert.That(line.GetProperty("step").GetInt64(), Is.EqualTo(7));
        Assert.That(line.GetProperty("loss").GetDouble(), Is.EqualTo(1.25));
        Assert.That(line.GetProperty("gradient_norm").GetDouble(), Is.EqualTo(3.5));
        Assert.That(line.GetProperty("clip_coefficient").GetDouble(), Is.EqualTo(0.5));
        Assert.That(line.GetProperty("learning_rate").GetDouble(), Is.EqualTo(1e-3));
        Assert.That(line.GetProperty("loss_scale").GetDouble(), Is.EqualTo(1024));
        Assert.That(line.GetProperty("elapsed_seconds").GetDouble(), Is.EqualTo(2));
    }

    [Test]
    public void Seconds_are_plain_decimals_from_0_on()
    {
        using var scope = torch.NewDisposeScope();
        var model = new FedModel([1f]);
        using (var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 0.1 }), torch.CPU, 10, new() { Observers = [new JsonLinesObserver(FilePath)] }))
        {
            for (var step = 0; step < 3; step++)
                trainer.Step(() => model.LossWithGradients([1f]));
        }

        var seconds = File.ReadAllLines(FilePath).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("elapsed_seconds").GetRawText()).ToArray();
        Assert.That(seconds[0], Is.EqualTo("0"));
        Assert.That(seconds, Is.All.Match(@"^\d+(\.\d{1,6})?$"));
    }

    [Test]
    public void Values_that_are_not_finite_are_null_and_the_line_stays_valid()
    {
        using (var log = new JsonLinesObserver(FilePath))
            log.Record(new StepRecord(1, double.NaN, double.PositiveInfinity, 1, 1) { Skipped = true });

        var line = JsonDocument.Parse(File.ReadAllLines(FilePath).Single()).RootElement;
        Assert.That(line.GetProperty("loss").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(line.GetProperty("skipped").GetBoolean(), Is.True);
    }

    [Test]
    public void A_resumed_run_appends()
    {
        for (var i = 0; i < 2; i++)
        {
            using var log = new JsonLinesObserver(FilePath);
            log.Record(new StepRecord(i, 1, 1, 1, 1));
        }

        Assert.That(File.ReadAllLines(FilePath), Has.Length.EqualTo(2));
    }

    [Test]
    public void Lines_wait_for_the_interval_and_a_finding_does_not()
    {
        using var log = new JsonLinesObserver(FilePath, flushEvery: 3);
        log.Record(new StepRecord(1, 1, 1, 1, 1));
        Assert.That(new FileInfo(FilePath).Length, Is.Zero);

        log.Add(new Finding { Name = "Plateau", Severity = Severity.Warning, Step = 1, Evidence = "e", Advice = "a", Layer = "head" });
        var lines = ReadShared();
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(JsonDocument.Parse(lines[1]).RootElement.GetProperty("finding").GetString(), Is.EqualTo("Plateau"));
    }

    [Test]
    public void A_checkpoint_writes_the_lines_of_its_steps()
    {
        using var scope = torch.NewDisposeScope();
        var model = new FedModel([1f]);
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 0.1 }), torch.CPU, 10, new() { CheckpointFolder = _folder, Observers = [new JsonLinesObserver(FilePath)] });
        trainer.Step(() => model.LossWithGradients([1f]));
        trainer.Step(() => model.LossWithGradients([1f]));
        Assert.That(ReadShared(), Is.Empty);

        trainer.Save();
        Assert.That(ReadShared(), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_file_that_another_run_writes_to_is_refused_until_that_run_ends()
    {
        var first = new JsonLinesObserver(FilePath, flushEvery: 1);
        first.Record(new StepRecord(1, 1, 1, 1, 1));

        Assert.That(() => new JsonLinesObserver(FilePath), Throws.TypeOf<IOException>().With.Message.Contains($"Another run uses the log '{FilePath}'").And.Message.Contains("give this run one of its own"));
        var link = Path.Combine(_folder, "link.jsonl");
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(link, FilePath);
        Assert.That(() => new JsonLinesObserver(OperatingSystem.IsWindows() ? FilePath : link), Throws.TypeOf<IOException>().With.Message.Contains("Another run uses the log"), "by another name");
        Assert.That(ReadShared(), Has.Length.EqualTo(1), "whoever only reads may");
        first.Dispose();
        new JsonLinesObserver(FilePath).Dispose();
    }

    [Test]
    public void A_file_that_cannot_be_opened_is_left_unlocked()
    {
        Directory.CreateDirectory(FilePath);

        for (var attempt = 0; attempt < 2; attempt++)
            Assert.That(() => new JsonLinesObserver(FilePath), Throws.TypeOf<IOException>().With.Message.Contains($"'{FilePath}': it is a folder"));
    }

    private string[] ReadShared()
    {
        using var reader = new StreamReader(new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
