using StableModels.Monitoring;
using StableModels.Monitoring.Detection;

namespace StableModels.Tests.Monitoring.Detection;

internal sealed class DetectorTests
{
    [Test]
    public void A_healthy_run_is_silent([Range(0, 9)] int seed) =>
        Assert.That(Runs.Diagnose(Runs.Healthy(seed)), Is.Empty);

    [Test]
    public void A_healthy_run_stays_silent_when_its_layers_look_odd()
    {
        Assert.That(Runs.Diagnose(Runs.Healthy(), step => Runs.Reading(step, first: 1e-6)), Is.Empty, "small first gradients that do not hurt");
        Assert.That(Runs.Diagnose(Runs.Healthy(), step => Runs.Reading(step, first: 1e6)), Is.Empty, "large ones");
        Assert.That(Runs.Diagnose(Runs.Healthy(), step => Runs.Reading(step, deadShare: 0.8)), Is.Empty, "dead units that are not missed");
        Assert.That(Runs.Diagnose(Runs.Healthy(), step => Runs.Reading(step, first: step == 10 ? 0 : 1, last: step == 10 ? 0 : 1)), Is.Empty, "an output layer that starts at zero");
    }

    [Test]
    public void Unusual_but_right_settings_are_silent()
    {
        Assert.That(Runs.Diagnose(Runs.Healthy().Select(s => s with { ClipCoefficient = 0.001 / s.GradientNorm })), Is.Empty, "RL's tiny clip threshold");
        Assert.That(Runs.Diagnose(Runs.Healthy().Select(s => s with { LearningRate = 2 / Math.Sqrt(s.Step) })), Is.Empty, "Noam with a factor of two");
        Assert.That(Runs.Diagnose(Runs.Healthy().Select(s => s with { Loss = s.Loss - 5 })), Is.Empty, "a loss below zero");
        Assert.That(Runs.Diagnose(Runs.Healthy().Select(s => s with { GradientNorm = 1e5 * s.GradientNorm })), Is.Empty, "a loss that is a sum");
    }

    [Test]
    public void A_hard_batch_at_the_end_of_a_run_is_no_spike() =>
        Assert.That(Runs.Diagnose(Runs.Healthy().Select(s => s.Step == 390 ? s with { Loss = 0.5, GradientNorm = 30 } : s)), Is.Empty);

    [Test]
    public void A_spike_needs_the_loss_and_the_norm()
    {
        Assert.That(Names(Runs.Healthy().Select(s => s.Step is >= 300 and < 304 ? s with { Loss = 5, GradientNorm = 20 } : s)), Is.EqualTo(new[] { "Loss spike" }));
        Assert.That(Names(Runs.Healthy().Select(s => s.Step is >= 300 and < 304 ? s with { Loss = 5 } : s)), Is.Empty);
        Assert.That(Names(Runs.Healthy().Select(s => s.Step is >= 300 and < 304 ? s with { GradientNorm = 20 } : s)), Is.Empty);
        Assert.That(Names(Runs.Healthy().Select(s => s.Step == 300 ? s with { Loss = 5, GradientNorm = 20 } : s)), Is.Empty, "one bad batch passes by");
    }

    [Test]
    public void Spikes_close_together_are_one_finding_and_later_ones_another() =>
        Assert.That(Names(Runs.Healthy().Select(s => s.Step is (>= 200 and < 204) or (>= 210 and < 214) or (>= 350 and < 354) ? s with { Loss = 9, GradientNorm = 20 } : s)), Is.EqualTo(new[] { "Loss spike", "Loss spike" }));

    [Test]
    public void A_loss_that_is_not_finite_is_an_error_at_once()
    {
        var finding = Runs.Diagnose(Runs.Healthy().Select(s => s.Step == 5 ? s with { Loss = double.NaN, GradientNorm = double.NaN, Skipped = true } : s)).Single();

        Assert.That((finding.Name, finding.Severity, finding.Step), Is.EqualTo(("Loss not finite", Severity.Error, 5L)));
    }

    [Test]
    public void An_overflow_is_a_fault_only_without_loss_scaling()
    {
        static StepRecord Overflow(StepRecord s) => s.Step == 5 ? s with { GradientNorm = double.PositiveInfinity, Skipped = true } : s;

        Assert.That(Names(Runs.Healthy().Select(Overflow)), Is.EqualTo(new[] { "Gradient not finite" }));
        Assert.That(Names(Runs.Healthy().Select(Overflow).Select(s => s with { LossScale = 65536 })), Is.Empty);
    }

    [Test]
    public void The_last_layer_with_a_bad_gradient_is_named()
    {
        var finding = Runs.Diagnose(Runs.Healthy(), step => Runs.Reading(step, nonFinite: step == 20 ? 7 : 0)).Single();

        Assert.That(finding.Layer, Is.EqualTo("first.bias"));
        Assert.That(finding.Evidence, Does.Contain("7 elements").And.Contain("2 of 5 parameters"));
    }

    [Test]
    public void A_loss_that_rises_for_good_diverges()
    {
        Assert.That(Names(Runs.Healthy().Select(s => s with { Loss = 2.3 + (0.02 * s.Step) })), Does.Contain("Divergence"));
        Assert.That(Names(Runs.Healthy().Select(s => s with { Loss = 1 - Math.Exp(s.Step / 20.0) })), Does.Contain("Divergence"));
    }

    [Test]
    public void A_gradient_that_explodes_takes_the_loss_along() =>
        Assert.That(Names(Runs.Healthy().Select(s => s.Step > 200 ? s with { GradientNorm = 1e4, Loss = 3 } : s)), Does.Contain("Exploding gradient"));

    [Test]
    public void A_gradient_that_is_huge_from_the_start_explodes() =>
        Assert.That(Names(Runs.Healthy().Select(s => s with { GradientNorm = 1e8 * s.GradientNorm })), Is.EqualTo(new[] { "Exploding gradient" }));

    [TestCase(9e3, false)]
    [TestCase(1.1e4, true)]
    public void The_first_to_last_ratio_explodes_above_its_threshold(double ratio, bool found) =>
        Assert.That(Names(Runs.Stuck(), step => Runs.Reading(step, first: ratio)).Contains("Exploding gradient", StringComparer.Ordinal), Is.EqualTo(found));

    [TestCase(2e-3, false)]
    [TestCase(9e-4, true)]
    public void The_first_to_last_ratio_vanishes_below_its_threshold(double ratio, bool found) =>
        Assert.That(Names(Runs.Stuck(), step => Runs.Reading(step, first: ratio)).Contains("Vanishing gradient", StringComparer.Ordinal), Is.EqualTo(found));

    [TestCase(0.69, false)]
    [TestCase(0.71, true)]
    public void Units_without_gradient_are_dead_above_the_threshold(double share, bool found) =>
        Assert.That(Names(Runs.Stuck(), step => Runs.Reading(step, deadShare: share)).Contains("Dying ReLU", StringComparer.Ordinal), Is.EqualTo(found));

    [Test]
    public void An_embedding_without_gradient_rows_is_not_dead() =>
        Assert.That(Names(Runs.Stuck()), Does.Not.Contain("Dying ReLU"), "its rows of words that are not in the batch get none");

    [Test]
    public void A_loss_that_stays_where_it_was_is_a_plateau()
    {
        Assert.That(Runs.Diagnose(Runs.Stuck()).Select(finding => (finding.Name, finding.Severity, finding.Step)), Is.EqualTo(new[] { ("Plateau", Severity.Info, 120L), ("Plateau", Severity.Warning, 200L) }));
        Assert.That(Names(Runs.Stuck(noise: 1.2)), Is.EqualTo(new[] { "Oscillation" }));
    }

    [TestCase(2e-4, null)]
    [TestCase(9e-5, "Small updates")]
    [TestCase(0.09, null)]
    [TestCase(0.11, "Large updates")]
    public void Updates_of_the_wrong_length_are_told_in_a_run_that_gets_nowhere(double ratio, string? name)
    {
        var others = Names(Runs.Stuck(), step => Runs.Reading(step, updateRatio: ratio)).Where(found => found != "Plateau");

        Assert.That(others, name is null ? Is.Empty : Is.EqualTo(new[] { name }));
        Assert.That(Names(Runs.Healthy(), step => Runs.Reading(step, updateRatio: ratio)), Is.Empty, "what trains well is let be");
    }

    [TestCase(1001, 3, Severity.Warning)]
    [TestCase(1001, 2, null)]
    [TestCase(999, 30, null)]
    [TestCase(2e6, 3, Severity.Error)]
    public void Weights_without_bound_are_told_after_three_readings(double weight, int readings, Severity? severity)
    {
        var findings = Runs.Diagnose(Runs.Healthy(), step => Runs.Reading(step) with { LargestWeights = step <= 10 * readings ? [("first.weight", weight)] : [] });

        Assert.That(findings.Select(finding => (Severity?)finding.Severity), severity is null ? Is.Empty : Is.EqualTo(new[] { severity }));
    }

    [Test]
    public void A_streak_goes_through_a_checkpoint_and_ends_when_training_goes_back()
    {
        using var state = new StableModels.Training.TrainingState();
        var before = new Diagnosis(Runs.Steps);
        before.Record(Runs.Healthy().First());
        Grow(before, readings: 2);
        before.Save(state);
        var resumed = new Diagnosis(Runs.Steps);
        resumed.Load(state);
        Grow(resumed, readings: 1);
        before.Record(Runs.Healthy().First());
        Grow(before, readings: 2);

        Assert.That(resumed.Findings.Select(finding => finding.Name), Is.EqualTo(new[] { "Large weights" }));
        Assert.That(before.Findings, Is.Empty);

        static void Grow(Diagnosis diagnosis, int readings)
        {
            for (var i = 0; i < readings; i++)
                diagnosis.Add(Runs.Reading(1) with { LargestWeights = [("first.weight", 5000)] });
        }
    }

    [Test]
    public void Data_that_cannot_be_learned_to_the_end_are_no_plateau()
    {
        // A tenth of the labels is wrong: from ln 2 to 0.45, and from batch to batch as many of them as there happen to be.
        var random = new Random(5);
        var noisy = Runs.Healthy().Select(s => s with { Loss = 0.45 + (0.24 * Math.Exp(-s.Step / 20.0)) + (0.2 * (random.NextDouble() - 0.5)) }).ToList();

        Assert.That(Names(noisy), Is.Empty);
        Assert.That(Names(noisy, step => Runs.Reading(step, deadShare: 0.9)), Is.EqualTo(new[] { "Dying ReLU" }), "with a symptom beside it, it is a finding");
        Assert.That(Names(noisy.Select(s => s with { Loss = 2 + (0.1 * s.Loss) }), chanceLoss: 3), Is.Empty, "where chance is known, only chance counts");
    }

    // As the sums of the sample: characters' frequencies at once, then nothing for long, then how to add.
    [Test]
    public void A_task_that_is_learned_late_is_told_of_and_not_warned_of()
    {
        var late = Runs.Healthy().Select(s => s with { Loss = 1.73 + (0.8 * Math.Exp(-s.Step / 10.0)) - (1.7 / (1 + Math.Exp((230 - s.Step) / 15.0))) });

        Assert.That(Names(late), Is.EqualTo(new[] { "Plateau" }));
        Assert.That(Warnings(late), Is.Empty);
    }

    // Lion at a low rate, a batch ramp: a tenth of the starting level is not lost after three tenths of the run, and will be well before its end.
    [TestCase(0.20, 0.02, null)]
    [TestCase(0.30, 0.10, null)]
    [TestCase(0.05, 0.02, "Plateau")]
    [TestCase(0.00, 0.02, "Plateau")]
    public void A_loss_that_is_getting_there_is_no_plateau(double lostAtTheEnd, double noise, string? name)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var names = Warnings(Runs.Healthy().Select(s => s with { Loss = 2.5 * (1 - (lostAtTheEnd * s.Step / Runs.Steps) + (noise * (random.NextDouble() - 0.5))) }));

            Assert.That(names, name is null ? Is.Empty : Is.EqualTo(new[] { name }), $"seed {seed}");
        }
    }

    [Test]
    public void A_watch_that_comes_late_does_not_take_where_it_came_for_the_start()
    {
        Assert.That(Names(Runs.Healthy().Skip(200).Select(s => s with { Loss = 0.3 })), Is.Empty);
        Assert.That(Warnings(Runs.Healthy().Skip(200).Select(s => s with { Loss = 0.69 }), chanceLoss: 0.693), Is.EqualTo(new[] { "Plateau" }), "chance needs no start");
    }

    [Test]
    public void With_a_symptom_beside_it_a_slow_start_is_a_finding() =>
        Assert.That(Names(Runs.Healthy().Select(s => s with { Loss = 2.5 * (1 - (0.3 * s.Step / Runs.Steps)) }), step => Runs.Reading(step, deadShare: 0.9)), Is.EqualTo(new[] { "Dying ReLU" }));

    [Test]
    public void A_loss_that_stops_falling_early_or_at_the_level_of_chance_is_a_plateau()
    {
        // From 4.2 (ln 65) down to the entropy of the letters, 3.5, and no further: nothing of the text was learned.
        var unigram = Runs.Healthy().Select(s => s with { Loss = 3.5 + (0.7 * Math.Exp(-s.Step / 20.0)) });
        // From 9 to the same level: without knowing chance, that looks like learning.
        var untidy = Runs.Healthy().Select(s => s with { Loss = 3.5 + (5.5 * Math.Exp(-s.Step / 20.0)) });

        Assert.That(Warnings(unigram), Is.EqualTo(new[] { "Plateau" }));
        Assert.That(Names(untidy), Is.Empty);
        Assert.That(Warnings(untidy, chanceLoss: 3.52), Is.EqualTo(new[] { "Plateau" }));
        Assert.That(Warnings(unigram, chanceLoss: 3.52), Is.EqualTo(new[] { "Plateau" }));
        Assert.That(Names(Runs.Healthy(), chanceLoss: 2.3), Is.Empty);
    }

    [Test]
    public void Nothing_is_judged_while_the_learning_rate_warms_up() =>
        Assert.That(Runs.Diagnose(Runs.Stuck().Where(s => s.Step <= 110)), Is.Empty);

    [Test]
    public void Half_precision_is_saturated_when_the_scale_falls_below_one_or_steps_are_lost()
    {
        var healthy = Runs.Healthy().Select(s => s with { LossScale = 1024, Skipped = s.Step % 50 == 0 || s.Step < 16 });

        Assert.That(Names(healthy), Is.Empty);
        Assert.That(Names(healthy.Select(s => s.Step == 300 ? s with { LossScale = 0.5 } : s)), Is.EqualTo(new[] { "Saturated FP16" }));
        Assert.That(Names(healthy.Select(s => s with { Skipped = s.Step % 10 == 0 })), Is.EqualTo(new[] { "Saturated FP16" }));
        Assert.That(Names(healthy.Select(s => s with { LossScale = s.Step < 100 ? 64 : 1024 })), Is.Empty, "a scale that is being found");
        Assert.That(Runs.Diagnose(healthy.Select(s => s with { LossScale = 64 })).Single().Severity, Is.EqualTo(Severity.Warning));
    }

    [Test]
    public void Findings_reach_the_listeners()
    {
        var history = new RunHistory("run");
        var diagnosis = new Diagnosis(Runs.Steps) { Listeners = [history] };
        foreach (var step in Runs.Stuck())
            diagnosis.Record(step);

        Assert.That(history.Findings, Is.EqualTo(diagnosis.Findings).And.Not.Empty);
    }

    [Test]
    public void Every_finding_says_what_to_do_and_where_to_read()
    {
        foreach (var finding in Runs.Diagnose(Runs.Stuck(), step => Runs.Reading(step, first: 1e-6, deadShare: 1)))
        {
            Assert.That(finding.Advice, Is.Not.Empty);
            Assert.That(finding.Link!.AbsoluteUri, Does.Contain("findings.md#"));
        }
    }

    private static string[] Names(IEnumerable<StepRecord> steps, Func<long, LayerReading>? reading = null, double? chanceLoss = null) =>
        [.. Runs.Diagnose(steps, reading, chanceLoss).Select(finding => finding.Name)];

    private static string[] Warnings(IEnumerable<StepRecord> steps, double? chanceLoss = null) =>
        [.. Runs.Diagnose(steps, null, chanceLoss).Where(finding => finding.Severity >= Severity.Warning).Select(finding => finding.Name)];
}
