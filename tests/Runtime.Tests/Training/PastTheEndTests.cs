using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Steps beyond the run that the schedule is laid over.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class PastTheEndTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [TestCase(0, "Warning", "nothing changes any more")]
    [TestCase(0.1, "Info", "stays at 0.0001")]
    public void Steps_beyond_the_run_keep_its_last_learning_rate_and_are_told_once(double final, string severity, string evidence)
    {
        var model = new FedModel([0f]);
        var history = new RunHistory("run");
        using var trainer = Trainer.Create(model, new(new AdamW(), new CosineDecay { Final = final }), CPU, 5, new() { ScalarsOnDevice = ScalarsOnDevice, Observers = [history], MaxSkippedInARow = 2 });
        for (var step = 0; step < 5; step++)
        {
            trainer.Step(() => model.LossWithGradients([1f]));
        }

        Assert.That(history.Findings, Is.Empty);
        var rates = Enumerable.Range(0, 5).Select(_ => trainer.Step(() => model.LossWithGradients([1f])).LearningRate).ToArray();

        Assert.That(rates, Is.All.EqualTo(final * 1e-3).Within(1e-12));
        var finding = history.Findings.Single();
        Assert.That((finding.Name, finding.Severity.ToString()), Is.EqualTo(("Past the end", severity)));
        Assert.That(finding.Evidence, Does.Contain("in a run of 5").And.Contain(evidence));
    }

    [Test]
    public void Every_schedule_ends_where_the_run_does()
    {
        using var schedule = new LearningRateSchedule(new Warmup(4), new InverseSqrtDecay(), 16);

        Assert.That(schedule.FactorAt(100), Is.EqualTo(schedule.FactorAt(16)), "as on a device, whose table ends there");
    }

    [Test]
    public void A_constant_learning_rate_has_no_end_to_tell_of()
    {
        var model = new FedModel([0f]);
        var history = new RunHistory("run");
        using var trainer = Trainer.Create(model, new(new AdamW()), CPU, 2, new() { ScalarsOnDevice = ScalarsOnDevice, Observers = [history], MaxSkippedInARow = 1 });
        for (var step = 0; step < 4; step++)
        {
            trainer.Step(() => model.LossWithGradients([1f]));
        }

        Assert.That(history.Findings, Is.Empty);
    }
}
