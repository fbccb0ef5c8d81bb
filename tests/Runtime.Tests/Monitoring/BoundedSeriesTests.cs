using StableModels.Monitoring;

namespace StableModels.Tests.Monitoring;

internal sealed class BoundedSeriesTests
{
    [Test]
    public void A_short_run_is_kept_exactly()
    {
        var series = new BoundedSeries(8);
        for (var step = 1; step <= 8; step++)
            series.Add(step, step * step);

        Assert.That(series.Width, Is.EqualTo(1));
        Assert.That(series.Buckets.Select(b => (b.First, b.Mean)), Is.EqualTo(Enumerable.Range(1, 8).Select(i => ((long)i, (double)(i * i)))));
    }

    [Test]
    public void A_long_run_keeps_its_bounds_its_mean_and_every_spike([Values(1000, 4097, 100_000)] int steps)
    {
        var series = new BoundedSeries(64);
        for (var step = 0; step < steps; step++)
            series.Add(step, step == steps / 3 ? 1e6 : 1);

        Assert.That(series.Buckets, Has.Count.LessThanOrEqualTo(64).And.Count.GreaterThan(16));
        Assert.That(series.Buckets.Sum(b => b.Count), Is.EqualTo(steps));
        Assert.That(series.Buckets.Max(b => b.High), Is.EqualTo(1e6));
        Assert.That(series.Buckets.Sum(b => b.Mean * b.Count), Is.EqualTo(1e6 + steps - 1).Within(1e-3));
        Assert.That(series.Buckets.Select(b => b.First), Is.Ordered.And.Unique);
    }

    [Test]
    public void Steps_far_apart_fit_too()
    {
        var series = new BoundedSeries(4);
        for (var step = 0L; step < 10; step++)
            series.Add(step * 1_000_000, step);

        Assert.That(series.Buckets, Has.Count.LessThanOrEqualTo(4));
        Assert.That(series.Buckets.Sum(b => b.Count), Is.EqualTo(10));
    }

    [Test]
    public void Values_that_are_not_finite_are_counted_apart()
    {
        var series = new BoundedSeries(2);
        series.Add(0, double.NaN);
        series.Add(1, 5);
        series.Add(2, double.PositiveInfinity);

        Assert.That(series.Buckets[0].NonFinite, Is.EqualTo(1));
        Assert.That(series.Buckets[0].Mean, Is.EqualTo(5));
        Assert.That(series.Buckets[1].Mean, Is.NaN);
    }

    [Test]
    public void Going_back_forgets_what_came_after()
    {
        var series = new BoundedSeries(100);
        for (var step = 1; step <= 50; step++)
            series.Add(step, 1);
        series.Add(21, 2);

        Assert.That(series.Buckets, Has.Count.EqualTo(21));
        Assert.That(series.Buckets[^1].Mean, Is.EqualTo(2));
    }

    [Test]
    public void A_capacity_below_two_and_a_negative_step_are_refused()
    {
        Assert.That(() => new BoundedSeries(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BoundedSeries().Add(-1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
