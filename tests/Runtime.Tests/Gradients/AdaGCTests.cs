using StableModels.Gradients;
using StableModels.Tests.Training;

namespace StableModels.Tests.Gradients;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class AdaGCTests(bool scalarsOnDevice) : ScopedTest
{
    private static readonly AdaGC AtOnce = new() { WarmupSteps = 1, WarmupMaxNorm = 1e6 };

    [Test]
    public void Gives_the_published_numbers()
    {
        using var run = new StageRun(AtOnce, scalarsOnDevice, [0, 0]);
        run.Norms(1);

        Assert.That(run.Norms(1, 1, 10, 10, .5, 1), Is.EqualTo(new[] { 1, 1, 1.05, 1.05105, .5, 1 }).Within(1e-6));
        Assert.That(run.Norms(1000)[0] / 1.05, Is.EqualTo(.9921217604).Within(1e-6));
    }

    [Test]
    public void A_spike_that_stays_raises_the_average_slowly()
    {
        using var run = new StageRun(AtOnce, scalarsOnDevice, [0, 0]);
        run.Norms(1);
        for (var step = 0; step < 100; step++)
        {
            run.Norms(100);
        }

        Assert.That(run.Norms(100)[0] / 1.05, Is.EqualTo(1.105115697720756).Within(1e-5));
    }

    [Test]
    public void During_the_warm_up_the_global_norm_is_limited_and_the_smallest_norm_remembered()
    {
        using var run = new StageRun(new AdaGC { WarmupSteps = 3 }, scalarsOnDevice, [0, 0], [0]);

        Assert.That(run.Step([3, 0], [4])[0][0], Is.EqualTo(0.6f).Within(1e-5f));
        run.Step([.3f, 0], [.4f]);
        run.Step([.5f, 0], [.5f]);
        Assert.That(run.Step([30, 0], [40])[0][0], Is.EqualTo(.3f * 1.05f).Within(1e-5f));
    }

    [Test]
    public void One_parameters_spike_leaves_the_others_alone()
    {
        using var run = new StageRun(AtOnce, scalarsOnDevice, [0, 0], [0]);
        run.Step([1, 0], [2]);
        var gradients = run.Step([100, 0], [2]);

        Assert.That(gradients[0][0], Is.EqualTo(1.05f).Within(1e-5f));
        Assert.That(gradients[1][0], Is.EqualTo(2f));
        Assert.That(run.ClippedShare, Is.EqualTo(0.5));
    }

    [Test]
    public void A_parameter_without_gradient_at_first_is_not_frozen()
    {
        using var run = new StageRun(new AdaGC { WarmupSteps = 2, WarmupMaxNorm = 100 }, scalarsOnDevice, [0, 0], [0]);
        for (var step = 0; step < 5; step++)
        {
            run.Step([1, 0], [0]);
        }

        Assert.That(run.Step([1, 0], [3])[1][0], Is.EqualTo(3f).Within(1e-5f));
        run.Step([1, 0], [0]);
        Assert.That(run.Step([1, 0], [3])[1][0], Is.EqualTo(3f).Within(1e-5f), "zeros do not wear the average down");
        Assert.That(run.Step([1, 0], [30])[1][0], Is.EqualTo(3.15f).Within(1e-4f));
    }

    [Test]
    public void What_is_not_finite_never_reaches_the_averages()
    {
        using var run = new StageRun(AtOnce, scalarsOnDevice, [0, 0]);
        run.Norms(double.NaN);
        run.Norms(1);
        run.Norms(double.NaN, double.PositiveInfinity);

        Assert.That(run.Skipped, Is.True);
        Assert.That(run.Norms(10), Is.EqualTo(new[] { 1.05 }).Within(1e-6));
    }

    [Test]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.That(() => new AdaGC { Factor = 0.9 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new AdaGC { Beta = 1 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new AdaGC { WarmupSteps = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new AdaGC { WarmupMaxNorm = 0 }.Validate(), Throws.ArgumentException);
    }
}
