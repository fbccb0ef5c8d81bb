using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring.Detection;

internal sealed class ClipRateTests : ScopedTest
{
    [TestCase(0.5, 2.0, 1.0, "Lower the learning rate, or raise the threshold")]
    [TestCase(0.5, 2.0, 0.0, "The threshold of 1 protects from nothing")]
    [TestCase(0.5, 2.0, 0.4, null)]
    [TestCase(20.0, 20.0, 1.0, null, Description = "a threshold far below every norm is meant")]
    public void It_is_told_with_advice_and_never_as_a_warning(double below, double above, double share, string? advice)
    {
        var findings = Diagnose(new(), step => (step % 10 < 10 * share ? above : below) is var norm ? new StepRecord(step, 1.0 / step, norm, Math.Min(1, 1 / norm), 1e-3) { ClipThreshold = 1 } : default);

        Assert.That(findings.Select(finding => finding.Severity), Is.All.EqualTo(Severity.Info));
        Assert.That(findings, Has.Count.EqualTo(advice is null ? 0 : 1));
        if (advice is not null)
            Assert.That(findings[0].Advice, Does.StartWith(advice));
    }

    private static readonly TestCaseData[] s_often =
    [
        new(new ClipNorm(1), "raise ClipNorm's maxNorm from 1 towards 4;", "of the last 200 steps were clipped"),
        new(new ClipNorm(1) { NormType = double.PositiveInfinity }, "raise ClipNorm's maxNorm from 1, which is held against the norm of order Infinity", "of the last 200 steps were clipped"),
        new(new ClipNorm(0.001), null, null),
        new(new ClipPerLayer(0.5), "raise ClipPerLayer's maxNorm from 0.5: it is held against each parameter's own norm", "of the gradient's parameters in the last 200 steps were clipped"),
        new(new ClipValue(0.5), "Raise ClipValue's maxValue from 0.5, or take ClipNorm", "of the gradient's elements in"),
        new(new AdaptiveClip(0.01), "Raise AdaptiveClip's factor from 0.01", "of the gradient's output units in"),
        new(new ZClip(), "raise MaxNorm from 1 towards 4", "of the last 200 steps were clipped"),
        new(new ZClip { MaxNorm = double.PositiveInfinity, Alpha = 0.99 }, "Raise ZClip's Threshold from 2.5, or lower Alpha from 0.99", "of the last 200 steps were clipped"),
        new(new AdaGC(), "Raise AdaGC's WarmupMaxNorm from 1 towards 4: its averages start from what that let through in the first 100 steps. After them Factor 1.05 and Beta 0.98 let a limit grow by 0.1 % a step", "of the gradient's parameters in the last 200 steps were clipped"),
    ];

    [TestCaseSource(nameof(s_often))]
    public void The_advice_names_the_arguments_of_the_clipper_at_work(ClippingPart clipper, string? advice, string? evidence)
    {
        var findings = Diagnose(new() { Clipper = clipper }, step => new StepRecord(step, 1.0 / step, 2, 1, 1e-3) { ClippedShare = 1, ClipThreshold = 1 });

        Assert.That(findings, Has.Count.EqualTo(advice is null ? 0 : 1));
        if (advice is not null)
        {
            Assert.That(findings[0].Advice, Does.Contain(advice));
            Assert.That(findings[0].Evidence, Does.Contain(evidence!).And.Contain("100"));
        }
    }

    [Test]
    public void What_is_usual_for_the_clipper_is_not_told()
    {
        // One parameter in ten at every step is no clipped run; AdaGC clips most parameters of a healthy one.
        Assert.That(Diagnose(new() { Clipper = new ClipPerLayer(1) }, step => new StepRecord(step, 1.0 / step, 2, 1, 1e-3) { ClippedShare = 0.1 }), Is.Empty);
        Assert.That(Diagnose(new() { Clipper = new AdaGC() }, step => new StepRecord(step, 1.0 / step, 2, 1, 1e-3) { ClippedShare = 0.8 }), Is.Empty);
        Assert.That(Diagnose(new() { Clipper = new ZClip() }, step => new StepRecord(step, 1.0 / step, 0.5, 1, 1e-3) { ClipThreshold = 0.9 }), Is.Empty, "no spike came");
    }

    [Test]
    public void AdaGC_clips_most_parameters_of_a_healthy_run()
    {
        manual_seed(1);
        var model = new FedModel([.. Enumerable.Repeat(new float[] { 1 }, 20)]);
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-6 }, new AdaGC { WarmupSteps = 10, WarmupMaxNorm = 100 }), CPU, 1000);
        var shares = new List<double>();
        for (var step = 0; step < 600; step++)
        {
            var norms = randn(20).mul_(0.3).exp_().data<float>().ToArray();
            shares.Add(trainer.Step(() => model.LossWithGradients([.. norms.Select(norm => new[] { norm })])).ClippedShare);
        }

        Assert.That(shares.Skip(400).Average(), Is.InRange(0.6, 0.9));
    }

    [Test]
    public void The_watch_of_a_trainer_knows_its_clipper()
    {
        var model = new FedModel([1f]);
        var watch = new GradientWatch();
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-6 }, new ClipValue(0.25)), CPU, 300, new() { Observers = [watch] });
        while (trainer.StepCount < 300)
            trainer.Step(() => model.LossWithGradients([4f]).add(1.0 / (trainer.StepCount + 1)));

        Assert.That(watch.Findings.Single(finding => finding.Name == "Clip rate").Advice, Does.StartWith("Raise ClipValue's maxValue from 0.25"));
    }

    private static IReadOnlyList<Finding> Diagnose(ClipRateDetector detector, Func<long, StepRecord> stepOf)
    {
        var diagnosis = new Diagnosis(1000, [detector]);
        for (var step = 1; step <= 1000; step++)
            diagnosis.Record(stepOf(step));
        return diagnosis.Findings;
    }
}
