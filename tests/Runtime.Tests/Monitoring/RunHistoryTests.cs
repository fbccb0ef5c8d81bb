using StableModels.Monitoring;

namespace StableModels.Tests.Monitoring;

internal sealed class RunHistoryTests
{
    [Test]
    public void The_clip_rate_of_alternating_norms_is_one_half()
    {
        var run = new RunHistory("run") { ClipThreshold = 1 };
        for (var step = 1; step <= 400; step++)
        {
            var norm = step % 2 == 0 ? 2.0 : 0.5;
            run.Record(new StepRecord(step, 1, norm, Math.Min(1, 1 / norm), 0.1));
        }

        Assert.That(run.ClipRate.Buckets[^1].Mean, Is.EqualTo(0.5));
        Assert.That(run.ClippedFraction, Is.EqualTo(0.5));
    }

    [Test]
    public void The_clip_rate_looks_at_the_last_two_hundred_steps()
    {
        var run = new RunHistory("run");
        for (var step = 1; step <= 300; step++)
            run.Record(new StepRecord(step, 1, 2, step <= 100 ? 0.5 : 1, 0.1));

        Assert.That(run.ClipRate.Buckets[99].Mean, Is.EqualTo(1));
        Assert.That(run.ClipRate.Buckets[^1].Mean, Is.Zero);
    }

    [Test]
    public void Extremes_ignore_values_that_are_not_finite()
    {
        var run = new RunHistory("run");
        run.Record(new StepRecord(1, 3, 7, 1, 0.1));
        run.Record(new StepRecord(2, double.NaN, double.PositiveInfinity, 1, 0.1) { Skipped = true });
        run.Record(new StepRecord(3, 2, 5, 1, 0.1));

        Assert.That((run.LowestLoss, run.LargestGradientNorm, run.SkippedSteps), Is.EqualTo((2.0, 7.0, 1L)));
    }

    [Test]
    public void A_roll_back_is_counted_and_the_curve_goes_on_from_there()
    {
        var run = new RunHistory("run");
        for (var step = 1; step <= 30; step++)
            run.Record(new StepRecord(step, 1, 1, 1, 0.1));
        run.Record(new StepRecord(11, 9, 1, 1, 0.1));

        Assert.That(run.RollBacks, Is.EqualTo(1));
        Assert.That(run.Loss.Buckets, Has.Count.EqualTo(11));
    }

    [Test]
    public void Findings_beyond_the_limit_are_counted()
    {
        var run = new RunHistory("run");
        for (var step = 0; step < RunHistory.MostFindings + 7; step++)
            run.Add(new Finding { Name = "n", Severity = Severity.Info, Step = step, Evidence = "e", Advice = "a" });

        Assert.That(run.Findings, Has.Count.EqualTo(RunHistory.MostFindings));
        Assert.That(run.FindingsLeftOut, Is.EqualTo(7));
    }

    [Test]
    public void Layer_readings_stay_bounded_and_evenly_spaced()
    {
        var layers = new RunHistory("run").LayersOf("norm", ["a", "b"]);
        for (var step = 0; step < 5000; step++)
            layers.Add(step, [step, -step]);

        Assert.That(layers.Readings, Has.Count.InRange(128, 256));
        var gaps = layers.Readings.Zip(layers.Readings.Skip(1), (a, b) => b.Step - a.Step).Distinct();
        Assert.That(gaps, Has.Exactly(1).Items);
    }

    [Test]
    public void Layers_of_one_title_stay_the_same()
    {
        var run = new RunHistory("run");
        var layers = run.LayersOf("norm", ["a", "b"]);

        Assert.That(run.LayersOf("norm", ["a", "b"]), Is.SameAs(layers));
        Assert.That(() => run.LayersOf("norm", ["a"]), Throws.ArgumentException);
        Assert.That(() => layers.Add(1, [1]), Throws.ArgumentException.With.Message.Contains("2 layers"));
    }

    [Test]
    public void Describing_twice_keeps_the_last_value()
    {
        var run = new RunHistory("run");
        run.Describe("device", "cpu");
        run.Describe("device", "cuda");

        Assert.That(run.Facts.Single().Value, Is.EqualTo("cuda"));
    }
}
