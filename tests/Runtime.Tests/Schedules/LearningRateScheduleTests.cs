using StableModels.Schedules;

namespace StableModels.Tests.Schedules;

internal sealed class LearningRateScheduleTests
{
    [Test]
    public void Cosine_after_warm_up()
    {
        double[] expected = [.5, 1, 1, .96194, .853553, .691342, .5, .308658, .146447, .03806];
        Assert.That(Factors(new(2), new CosineDecay(), 10), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void A_final_share_is_the_floor()
    {
        var schedule = new LearningRateSchedule(new(2), new CosineDecay { Final = 0.1 }, 10);

        Assert.That(schedule.FactorAt(6L), Is.EqualTo(0.55).Within(1e-12));
        Assert.That(schedule.FactorAt(10L), Is.EqualTo(0.1).Within(1e-12));
        Assert.That(schedule.FactorAt(1000L), Is.EqualTo(0.1).Within(1e-12));
    }

    [Test]
    public void Without_a_decay_the_rate_stays_at_its_peak() =>
        Assert.That(Factors(new(4), null, 6), Is.EqualTo(new[] { .25, .5, .75, 1, 1, 1 }));

    [Test]
    public void A_warm_up_may_take_the_whole_run() =>
        Assert.That(Factors(new(4), new CosineDecay(), 4), Is.EqualTo(new[] { .25, .5, .75, 1 }));

    [Test]
    public void A_warm_up_longer_than_the_run_is_refused_with_advice() =>
        Assert.That(() => new LearningRateSchedule(new(11), null, 10), Throws.ArgumentException.With.Message.Contains("longer than the run of 10 steps"));

    [TestCase(0)]
    [TestCase(-5)]
    public void A_warm_up_of_no_steps_is_refused(long steps) =>
        Assert.That(() => new Warmup(steps).Validate(), Throws.ArgumentException.With.Message.Contains("at least 1 step"));

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void A_final_share_outside_0_to_1_is_refused(double final) =>
        Assert.That(() => new CosineDecay { Final = final }.Validate(), Throws.ArgumentException.With.Message.Contains("from 0 to 1"));

    [Test]
    public void A_run_without_steps_is_refused() =>
        Assert.That(() => new LearningRateSchedule(null, null, 0), Throws.ArgumentException);

    private static double[] Factors(Warmup? warmup, DecayPart? decay, long total)
    {
        using var schedule = new LearningRateSchedule(warmup, decay, total);
        return [.. Enumerable.Range(0, (int)total).Select(step => schedule.FactorAt((long)step))];
    }
}
