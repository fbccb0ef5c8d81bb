using StableModels.Monitoring.Detection;

namespace StableModels.Tests.Monitoring.Detection;

internal sealed class RobustWindowTests
{
    [Test]
    public void One_outlier_moves_neither_median_nor_spread()
    {
        var window = Of(1, 2, 3, 4, 5, 6, 7, 8, 1e9);

        Assert.That(window.Median, Is.EqualTo(5));
        Assert.That(window.ZScore(5 + (1.4826 * 2)), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Constant_values_do_not_make_every_wiggle_an_outlier() =>
        Assert.That(Of(2, 2, 2, 2).ZScore(2.001), Is.EqualTo(0.5).Within(1e-9));

    [Test]
    public void Values_that_are_not_finite_are_left_out() =>
        Assert.That(Of(1, double.NaN, double.PositiveInfinity, 3).ToArray(), Is.EqualTo(new[] { 1.0, 3.0 }));

    [Test]
    public void Old_values_are_dropped_in_order()
    {
        var window = new RobustWindow(3);
        for (var i = 1; i <= 5; i++)
            window.Add(i);

        Assert.That(window.ToArray(), Is.EqualTo(new[] { 3.0, 4.0, 5.0 }));
        Assert.That(window.Quantile(0.25), Is.EqualTo(3.5));
    }

    [Test]
    public void Step_by_step_it_says_what_sorting_says([Values(1, 2, 7, 100)] int capacity)
    {
        var random = new Random(capacity);
        var window = new RobustWindow(capacity);
        List<double> all = [];
        for (var i = 0; i < 300; i++)
        {
            all.Add(Math.Round(random.NextDouble() * 20) * (random.Next(2) - 0.5)); // with values that come twice, and zeros of both signs
            window.Add(all[^1]);
            var sorted = all.TakeLast(capacity).Order().ToArray();
            var median = sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2] + sorted[(sorted.Length / 2) - 1]) / 2;
            var deviation = sorted.Select(value => Math.Abs(value - median)).Order().ElementAt(sorted.Length / 2);

            Assert.That(window.Median, Is.EqualTo(median).Within(1e-12));
            Assert.That(window.ZScore(3), Is.EqualTo((3 - median) / Math.Max(1.4826 * deviation, Math.Max(1e-3 * Math.Abs(median), double.Epsilon))).Within(1e-9).Percent);
        }
    }

    [Test]
    public void Sign_flips_tell_a_swing_from_a_slope()
    {
        Assert.That(Of(1, 2, 1, 2, 1, 2).SignFlips(), Is.EqualTo(1));
        Assert.That(Of(1, 2, 3, 4).SignFlips(), Is.Zero);
        Assert.That(Of(1, 1, 1).SignFlips(), Is.Zero);
    }

    private static RobustWindow Of(params double[] values)
    {
        var window = new RobustWindow(values.Length);
        foreach (var value in values)
            window.Add(value);
        return window;
    }
}
