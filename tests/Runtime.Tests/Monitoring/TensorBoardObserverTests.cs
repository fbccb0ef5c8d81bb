using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Tests.Monitoring.Detection;

namespace StableModels.Tests.Monitoring;

internal sealed class TensorBoardObserverTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("events-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_run_is_written_as_scalars_under_the_usual_tags()
    {
        using var observer = new TensorBoardObserver(_folder);
        observer.Record(new StepRecord(7, 1.5, 4, 0.25, 1e-3) { LossScale = 1024 });
        observer.Add(Runs.Reading(7, first: 3));
        observer.Add(new Finding { Name = "Plateau", Severity = Severity.Warning, Step = 7, Evidence = "e", Advice = "a" });

        var events = EventFiles.In(_folder).ToArray();
        var scalars = events.Where(e => e.Value is not null).ToDictionary(e => e.Tag, e => e.Value!.Value, StringComparer.Ordinal);
        Assert.That(scalars["loss/train"], Is.EqualTo(1.5f));
        Assert.That(scalars["grad_norm/total"], Is.EqualTo(4f));
        Assert.That(scalars["clip/rate"], Is.EqualTo(1f));
        Assert.That(scalars["learning_rate"], Is.EqualTo(1e-3f));
        Assert.That(scalars["loss_scale"], Is.EqualTo(1024f));
        Assert.That(scalars["grad_norm/first.weight"], Is.EqualTo(3f));
        Assert.That(scalars["update_ratio/first.weight"], Is.EqualTo(1e-3f));
        Assert.That(scalars, Does.Not.ContainKey("update_ratio/first.bias"), "it was not measured");
        Assert.That(events.Select(e => e.Tag), Has.Some.StartsWith("findings/Plateau"));
        Assert.That(events.Select(e => e.Step), Is.All.EqualTo(7));
    }

    [Test]
    public void A_folder_that_another_run_writes_into_is_refused_until_that_run_ends()
    {
        using (new TensorBoardObserver(_folder))
            Assert.That(() => new TensorBoardObserver(_folder), Throws.TypeOf<IOException>().With.Message.Contains($"Another run uses the TensorBoard folder '{_folder}'").And.Message.Contains("give this run one of its own"));
        new TensorBoardObserver(_folder).Dispose();
    }
}
