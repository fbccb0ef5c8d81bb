using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Recovery;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring;

/// <summary>Everything that watches and protects, with the numbers of a step kept where a device would have them: the host waits for it at reports only.</summary>
internal sealed class HostReadTests : ScopedTest
{
    [Test]
    public void ZClip_reads_the_norms_of_its_warm_up_together()
    {
        var model = nn.Linear(2, 2);
        using var trainer = Trainer.Create(model, new(new AdamW(), new ZClip { WarmupSteps = 20 }), CPU, 200, new() { ScalarsOnDevice = true });
        void Step() => trainer.Step(() => model.call(randn(4, 2)).square().sum());
        Step();
        var before = StepScalar.HostReads;
        for (var step = 2; step <= 40; step++)
            Step();

        Assert.That(StepScalar.HostReads - before, Is.EqualTo(1));
    }

    [Test]
    public void Between_reports_the_host_waits_for_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("reads-").FullName;
        var guard = new SpikeGuard { SnapshotEvery = 20, RollBackSteps = 20 };
        using var watch = new GradientWatch { Every = 50 };
        using var json = new JsonLinesObserver(Path.Combine(folder, "run.jsonl"));
        using var metrics = new MetricsObserver("run");
        var model = nn.Sequential(("first", nn.Linear(2, 8)), ("on", nn.ReLU()), ("last", nn.Linear(8, 2)));
        var options = new TrainerOptions { ScalarsOnDevice = true, Observers = [new RunHistory("run"), watch, metrics, json] };
        using var trainer = Trainer.Create(model, new(new AdamW(), new ClipNorm(1), guard), CPU, 200, options);
        int[] reports = [watch.ReadEvery, watch.Every, guard.LookEvery, guard.SnapshotEvery, options.MaxSkippedInARow];
        List<int> waited = [];
        var atReports = 0L;
        for (var step = 1; step <= 200; step++)
        {
            var before = StepScalar.HostReads;
            var x = randn(16, 2);
            trainer.Step(() => nn.functional.cross_entropy(model.call(x), x.select(1, 0).gt(0).to(ScalarType.Int64)));
            // The first step looks whether gradients arrive at all.
            if (step == 1 || Array.Exists(reports, every => step % every == 0))
                atReports += StepScalar.HostReads - before;
            else if (StepScalar.HostReads != before)
                waited.Add(step);
        }

        json.Dispose();
        Directory.Delete(folder, recursive: true);
        Assert.That(waited, Is.Empty);
        Assert.That(atReports, Is.Positive);
    }
}
