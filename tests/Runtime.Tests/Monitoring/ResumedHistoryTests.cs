using System.Text.RegularExpressions;
using StableModels.Monitoring;
using StableModels.Monitoring.Report;
using StableModels.Tests.Training;

namespace StableModels.Tests.Monitoring;

internal sealed class ResumedHistoryTests : ScopedTest
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("history-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_report_of_a_resumed_run_equals_that_of_one_that_was_never_stopped()
    {
        var whole = new RunHistory("run", capacity: 64);
        using (var run = new BlobRun(150, [whole, new GradientWatch { Every = 10 }], checkpoints: _folder))
        {
            run.TrainTo(90);
            whole.Add(new Finding { Name = "n", Severity = Severity.Info, Step = 90, Evidence = "e", Advice = "a", Layer = "l", Link = new Uri("https://example.org/") });
            run.Trainer.Save();
            run.TrainTo(150);
        }
        var resumed = new RunHistory("run", capacity: 64);
        using (var run = new BlobRun(150, [resumed, new GradientWatch { Every = 10 }], checkpoints: _folder))
        {
            run.Trainer.Resume();
            run.TrainTo(150);
        }

        Assert.That(DataWithoutTime(resumed), Is.EqualTo(DataWithoutTime(whole)));
        Assert.That(resumed.Last.Elapsed, Is.GreaterThan(TimeSpan.Zero));
    }

    private static string DataWithoutTime(RunHistory run) =>
        Regex.Replace(ReportData.ToJson([run], DateTimeOffset.UnixEpoch), "\"seconds\":[^}]*", "", RegexOptions.None, TimeSpan.FromSeconds(5));
}
