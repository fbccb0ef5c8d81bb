using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;

namespace StableModels.Tests.Schedules;

internal sealed class LearningRateScheduleTests
{
    [Test]
    public void Cosine_after_warm_up()
    {
        double[] expected = [.5, 1, 1, .96194, .853553, .691342, .5, .308658, .146447, .03806];
        Assert.That(Factors(new(2), new CosineDecay(), 10), Is.EqualTo(expected).Within(1e-5));
    }

    // TorchSharp's OneCycleLR takes the second group back to the peak.
    [Test]
    public void Every_group_follows_it_to_the_end()
    {
        using var scope = torch.NewDisposeScope();
        var model = new FedModel(torch.zeros(1, 1), torch.zeros(1));
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1 }, new Warmup(2), new CosineDecay()), torch.CPU, 10);
        Assert.That(trainer.Arena.Groups, Has.Count.EqualTo(2));
        var (sum, schedule) = (0.0, Factors(new(2), new CosineDecay(), 10));
        foreach (var factor in schedule)
        {
            trainer.Step(() => model.LossWithGradients([1], [1]));
            sum += factor;
            Assert.That(new[] { model[0][0], model[1][0] }, Is.EqualTo(new[] { -sum, -sum }).Within(1e-6));
        }
    }

    // Values of torchtitan's schedule: 10 steps, 2 of warm-up.
    [Test]
    public void Linear_after_warm_up() =>
        Assert.That(Factors(new(2), new LinearDecay(), 10), Is.EqualTo(new[] { .5, 1, 1, .875, .75, .625, .5, .375, .25, .125 }).Within(1e-12));

    [Test]
    public void Stable_until_the_last_share() =>
        Assert.That(Factors(new(2), new StableDecay(.2), 10), Is.EqualTo(new[] { .5, 1, 1, 1, 1, 1, 1, 1, 1, .5 }).Within(1e-12));

    [TestCase(DecayCurve.Linear, new[] { .75, .5, .25 })]
    [TestCase(DecayCurve.Cosine, new[] { .853553, .5, .146447 })]
    [TestCase(DecayCurve.MinusSqrt, new[] { .5, .292893, .133975 })]
    [TestCase(DecayCurve.Exponential, new[] { .681793, .414214, .189207 })]
    public void Stable_decay_takes_every_curve(DecayCurve curve, double[] expected) =>
        Assert.That(Factors(null, new StableDecay(.4) { Shape = curve }, 10)[^3..], Is.EqualTo(expected).Within(1e-6));

    // The exponential curve at the progress of Megatron-LM's three annealing steps, over a floor of 0.1.
    [Test]
    public void Exponential_over_a_floor_is_Megatrons() =>
        Assert.That(Factors(null, new StableDecay(.3) { Shape = DecayCurve.Exponential, Final = .1 }, 10)[^2..], Is.EqualTo(new[] { .628661, .333929 }).Within(1e-5));

    [Test]
    public void Polynomial() =>
        Assert.That(Factors(new(2), new PolynomialDecay(2) { Final = .2 }, 10)[^1], Is.EqualTo(.2 + (.8 * .125 * .125)).Within(1e-12));

    [Test]
    public void Inverse_square_root_goes_on_from_the_warm_up()
    {
        double[] expected = [.5, 1, .816497, .707107, .632456, .57735];
        Assert.That(Factors(new(2), new InverseSqrtDecay(), 6), Is.EqualTo(expected).Within(1e-6));
        Assert.That(Factors(new(2), new InverseSqrtDecay { Final = .7 }, 6)[^1], Is.EqualTo(.7));
    }

    // "Attention is all you need": width^-0.5 * min(t^-0.5, t * 4000^-1.5) for a width of 512.
    [Test]
    public void Inverse_square_root_is_Noams_schedule()
    {
        var peak = Math.Pow(512, -0.5) * Math.Pow(4000, -0.5);
        using var schedule = new LearningRateSchedule(new(4000), new InverseSqrtDecay(), 100_000);

        Assert.That(peak * schedule.FactorAt(3999L), Is.EqualTo(6.98771e-4).Within(1e-9));
        foreach (var step in (long[])[1, 100, 4000, 4001, 16_000, 90_000])
        {
            Assert.That(peak * schedule.FactorAt(step - 1), Is.EqualTo(Math.Pow(512, -0.5) * Math.Min(Math.Pow(step, -0.5), step * Math.Pow(4000, -1.5))).Within(1e-12));
        }
    }

    [Test]
    public void A_table_on_the_device_gives_the_same_factors()
    {
        using var scope = torch.NewDisposeScope();
        using var schedule = new LearningRateSchedule(new(2), new CosineDecay(), 10);
        for (var step = 0; step < 12; step++)
        {
            var factor = schedule.FactorAt(StableModels.Training.StepScalar.Of(torch.tensor((double)step), keepOnDevice: true));
            Assert.That(factor.ToDouble(), Is.EqualTo(schedule.FactorAt((long)step)));
        }
    }

    [Test]
    public void Shares_and_powers_that_make_no_sense_are_refused()
    {
        Assert.That(() => new StableDecay(0).Validate(), Throws.ArgumentException);
        Assert.That(() => new StableDecay(1.1).Validate(), Throws.ArgumentException);
        Assert.That(() => new PolynomialDecay(0).Validate(), Throws.ArgumentException);
        Assert.That(() => new InverseSqrtDecay { Final = 2 }.Validate(), Throws.ArgumentException);
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
