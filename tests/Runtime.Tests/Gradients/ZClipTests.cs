using StableModels.Gradients;
using StableModels.Tests.Training;
using StableModels.Training;

namespace StableModels.Tests.Gradients;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class ZClipTests(bool scalarsOnDevice) : ScopedTest
{
    private static readonly double[] Warmup = [1, 1.2, .8, 1.1, .9];

    // Values of the published implementation, computed in FP64.
    [TestCase(ZClipMode.Adaptive, new[] { 1, 1.013472319, 1, 1.3, 1.267276284 }, 1.0171171631698086, .021514529073801563)]
    [TestCase(ZClipMode.Mean, new[] { 1, 1.0, 1, 1.3, 1.009 }, 1.009, .019638897614)]
    [TestCase(ZClipMode.Percentile, new[] { 1, 1.348209707, 1, 1.3, 1.400444003 }, 1.0302773680281239, .02671248779465955)]
    public void Gives_the_published_numbers(ZClipMode mode, double[] expected, double mean, double variance)
    {
        using var run = Start(new ZClip { Mode = mode, MaxNorm = double.PositiveInfinity, WarmupSteps = 5 });

        Assert.That(run.Norms(Warmup), Is.EqualTo(Warmup).Within(1e-6));
        Assert.That(run.State("mean"), Is.EqualTo(1).Within(1e-7));
        Assert.That(run.State("variance"), Is.EqualTo(.02).Within(1e-7));
        Assert.That(run.Norms(1, 10, 1, 1.3, 1.5), Is.EqualTo(expected).Within(2e-6));
        Assert.That(run.State("mean"), Is.EqualTo(mean).Within(1e-6));
        Assert.That(run.State("variance"), Is.EqualTo(variance).Within(1e-6));
    }

    // The case of the published implementation's own tests: mean 1, variance 0.25, threshold 2, norm 3.
    [Test]
    public void Gives_the_limit_of_the_published_case()
    {
        using var run = WithStatistics(new ZClip { Threshold = 2, MaxNorm = double.PositiveInfinity, WarmupSteps = 5 }, 1, .25);

        Assert.That(run.Norms(3), Is.EqualTo(new[] { 1.500001 }).Within(1e-6));
    }

    [Test]
    public void The_larger_the_spike_the_nearer_to_the_mean_without_a_jump_at_the_threshold()
    {
        var spikes = new[] { 2.2499, 2.2501, 2.5, 3, 5, 10, 100 };
        var clipped = spikes.Select(norm =>
        {
            using var run = WithStatistics(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5 }, 1, .25);
            return run.Norms(norm)[0];
        }).ToArray();

        Assert.That(clipped[0], Is.EqualTo(2.2499).Within(1e-6));
        Assert.That(clipped[1], Is.EqualTo(2.25).Within(2e-4));
        Assert.That(clipped[1..], Is.Ordered.Descending);
        Assert.That(clipped[^1], Is.InRange(1, 1.02));
    }

    [Test]
    public void The_constant_limit_holds_at_all_times_but_stays_out_of_the_statistics()
    {
        using var run = Start(new ZClip { MaxNorm = 0.5, WarmupSteps = 5 });

        Assert.That(run.Norms(Warmup), Is.All.EqualTo(0.5).Within(1e-5));
        Assert.That(run.State("mean"), Is.EqualTo(1).Within(1e-6));
        Assert.That(run.Norms(1.1), Is.All.EqualTo(0.5).Within(1e-5));
        Assert.That(run.State("mean"), Is.EqualTo(1.003).Within(1e-6));
    }

    [Test]
    public void A_spike_of_any_size_moves_the_mean_by_little()
    {
        using var run = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5 });
        run.Norms(Warmup);
        run.Norms(1e6);

        Assert.That(run.State("mean") - 1, Is.LessThanOrEqualTo(0.03 * 2.5 * Math.Sqrt(.02) + 1e-9));
    }

    [Test]
    public void What_is_not_finite_never_reaches_the_statistics()
    {
        using var run = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5 });
        run.Norms(double.NaN, double.PositiveInfinity);
        run.Norms(Warmup);
        Assert.That(run.State("mean"), Is.EqualTo(1).Within(1e-6));
        run.Norms(double.PositiveInfinity, double.NaN);

        Assert.That(run.Skipped, Is.True);
        Assert.That(run.State("mean"), Is.EqualTo(1).Within(1e-6));
        Assert.That(run.State("variance"), Is.EqualTo(.02).Within(1e-6));
    }

    [Test]
    public void Constant_norms_do_not_make_every_wiggle_a_spike()
    {
        using var run = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5 });
        run.Norms(1, 1, 1, 1, 1);

        Assert.That(run.Norms(1.002), Is.EqualTo(new[] { 1.002 }).Within(1e-6));
    }

    [Test]
    public void A_spike_during_the_warm_up_is_left_out_of_the_first_statistics()
    {
        using var run = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 6 });
        run.Norms([1000, .. Warmup]);

        Assert.That(run.State("mean"), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Spikes_may_be_skipped_instead()
    {
        using var run = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5, SkipSpikes = true });
        run.Norms(Warmup);
        run.Norms(10);

        Assert.That(run.Skipped, Is.True);
        Assert.That(run.State("mean"), Is.EqualTo(1).Within(1e-6));
        run.Norms(1.1);
        Assert.That(run.Skipped, Is.False);
    }

    [Test]
    public void Its_state_comes_back()
    {
        using var run = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5 });
        run.Norms(1, 1.2, .8);
        using var again = Start(new ZClip { MaxNorm = double.PositiveInfinity, WarmupSteps = 5 });
        var state = new TrainingState();
        ((IStateful)run.Stage).Save(state);
        ((IStateful)again.Stage).Load(state);

        Assert.That(again.Norms(1.1, .9, 10), Is.EqualTo(run.Norms(1.1, .9, 10)));
    }

    [Test]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.That(() => new ZClip { Alpha = 1 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new ZClip { Threshold = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new ZClip { MaxNorm = -1 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new ZClip { WarmupSteps = 1 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new ZClip { MinimumDeviation = double.NaN }.Validate(), Throws.ArgumentException);
        Assert.That(() => new ZClip { ClipFactor = 0 }.Validate(), Throws.ArgumentException);
    }

    private StageRun WithStatistics(ZClip settings, double mean, double variance)
    {
        var run = Start(settings);
        run.Norms(Warmup);
        using var state = new TrainingState();
        ((IStateful)run.Stage).Save(state);
        state.Set("mean", mean);
        state.Set("variance", variance);
        ((IStateful)run.Stage).Load(state);
        return run;
    }

    private StageRun Start(ZClip settings) => new(settings, scalarsOnDevice, [0, 0]);
}
