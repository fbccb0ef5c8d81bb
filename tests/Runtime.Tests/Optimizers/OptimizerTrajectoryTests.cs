using StableModels.Optimizers;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Optimizers;

/// <summary>The numbers are what Reference/optimizers.py prints.</summary>
internal sealed class OptimizerTrajectoryTests : TrajectoryTest
{
    [Test]
    public void Adam_with_L2_is_PyTorchs() =>
        EndsAt(
            new AdamW { LearningRate = 0.01, WeightDecay = 0.1, Beta2 = 0.95, DecayKind = WeightDecayKind.L2 },
            [0.9777317047119141f, -1.9850881099700928f, 0.4943218231201172f, 0.24063049256801605f]);

    [Test]
    public void Sgd_is_PyTorchs() =>
        EndsAt(new Sgd { LearningRate = 0.1, WeightDecay = 0.1 }, [1.0317741632461548f, -2.1522603034973145f, 0.47960802912712097f, 0.14000000059604645f]);

    [Test]
    public void Sgd_with_momentum_and_dampening_is_PyTorchs() =>
        EndsAt(
            new Sgd { LearningRate = 0.1, WeightDecay = 0.1, Momentum = 0.9, Dampening = 0.1 },
            [0.8911264538764954f, -2.036027193069458f, 0.5025361776351929f, 0.0720599889755249f]);

    [Test]
    public void Sgd_with_Nesterov_is_PyTorchs() =>
        EndsAt(
            new Sgd { LearningRate = 0.1, WeightDecay = 0.1, Momentum = 0.9, Nesterov = true },
            [0.9455774426460266f, -2.209162712097168f, 0.4841460883617401f, 0.0030110059306025505f]);

    [Test]
    public void RAdam_is_PyTorchs_before_and_after_the_rectification_starts() =>
        EndsAt(new RAdam { LearningRate = 0.1, Beta2 = 0.95 }, RAdamAfterThreeRounds, rounds: 3);

    [TestCase(5, 0)]
    [TestCase(6, .0258211)]
    [TestCase(10, .0489980)]
    [TestCase(100, .2153354)]
    [TestCase(1000, .6453257)]
    public void RAdams_rectification_is_the_papers(long count, double expected) =>
        Assert.That(FlatRAdam.Rectification(count, 0.999).ToDouble(), Is.EqualTo(expected).Within(1e-6));

    [Test]
    public void Lamb_follows_the_papers_formula() =>
        EndsAt(new Lamb { LearningRate = 0.1, WeightDecay = 0.1, Beta2 = 0.95 }, [0.8015153651647244f, -2.3296859134228716f, 0.5778696319485659f, 0.15630509076946214f]);

    [Test]
    public void Lamb_does_not_see_the_size_of_gradients()
    {
        float[] After(float size)
        {
            var model = new FedModel(tensor(new[] { 1f, 2, 3 }).view(1, 3));
            using var trainer = Trainer.Create(model, new(new Lamb { LearningRate = 0.1, Epsilon = 1e-30 }), CPU, 10);
            trainer.Step(() => model.LossWithGradients([size, -2 * size, size / 2]));
            return model[0];
        }

        Assert.That(After(1000), Is.EqualTo(After(1)).Within(1e-5f));
    }

    [Test]
    public void Lion_follows_the_papers_formula() =>
        EndsAt(new Lion { LearningRate = 0.01, WeightDecay = 0.1 }, [0.985069910054989f, -2.0199999600399874f, 0.4875449550324895f, 0.22f]);

    [Test]
    public void Spam_follows_the_papers_formula_over_a_reset() =>
        EndsAt(
            new Spam { LearningRate = 0.1, WeightDecay = 0.1, Beta2 = 0.95, Threshold = 4, ResetInterval = 3, WarmupSteps = 2, GraceSteps = 1 },
            [0.7269270641185906f, -1.7809306334275958f, 0.2856639838264511f, 0.0511680640362305f]);

    [Test]
    public void Spam_caps_an_element_at_the_root_of_5000_times_its_usual_size()
    {
        // With beta2 = 0 the second moment is the last gradient's square; what Adam saw of this one stands in the arena.
        var model = new FedModel([0f]);
        using var trainer = Trainer.Create(model, new(new Spam { Beta2 = 0, GraceSteps = 0 }), CPU, 10);
        trainer.Step(() => model.LossWithGradients([0.01f]));
        trainer.Step(() => model.LossWithGradients([-1e6f]));

        Assert.That(model.Values[0].grad!.item<float>() / 0.01, Is.EqualTo(-70.7107).Within(1e-4));
    }

    [TestCase(0, .01)]
    [TestCase(1, .010107129)]
    [TestCase(50, .254533026)]
    [TestCase(75, .499850794)]
    [TestCase(149, .999571532)]
    [TestCase(150, 1)]
    public void Spams_learning_rate_comes_back_along_the_published_cosine(long updates, double expected) =>
        Assert.That(new Spam().FactorAfterReset(updates), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void Stable_Spam_follows_the_papers_formula_over_a_reset() =>
        EndsAt(
            new StableSpam { LearningRate = 0.1, WeightDecay = 0.1, Beta2 = 0.95, ResetInterval = 3 },
            [0.6766071612622545f, -2.028732429354744f, 0.28266107011377084f, -0.07328228840741136f]);

    [Test]
    public void Stable_Spam_anneals_its_first_decay_rates_along_a_cosine() =>
        EndsAt(
            new StableSpam { LearningRate = 0.1, WeightDecay = 0.1, Beta2 = 0.95, ResetInterval = 3, AnnealOver = 4 },
            [0.7931071203457851f, -2.0655900408293935f, 0.2982380370197719f, -0.023430775554543065f]);

    [Test]
    public void Stable_Spam_normalises_the_published_sequence()
    {
        // With beta1 = beta2 = 0 the gradients that Adam sees stand in the arena.
        var model = new FedModel([0, 0]);
        using var trainer = Trainer.Create(model, new(new StableSpam { Beta1 = 0, Beta2 = 0 }), CPU, 10);
        float[][] sequence = [[1, 0], [0, 1], [100, 1], [1, 0]];
        float[][] expected = [[1, 0], [0, 1], [.7770569f, .0228324f], [.5810438f, 0]];
        for (var step = 0; step < sequence.Length; step++)
        {
            trainer.Step(() => model.LossWithGradients(sequence[step]));
            Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.EqualTo(expected[step]).Within(1e-6f), $"step {step}");
        }
    }

    [Test]
    public void Stable_AdamW_follows_the_papers_formula() =>
        EndsAt(new StableAdamW { LearningRate = 0.1, WeightDecay = 0.1 }, [0.8120441137712331f, -1.9672924787158508f, 0.466650026983175f, 0.15106028269710042f]);

    [Test]
    public void Stable_AdamW_gives_the_published_numbers()
    {
        var model = new FedModel([1f]);
        using var trainer = Trainer.Create(model, new(new StableAdamW { WeightDecay = 0 }), CPU, 10);
        float[] gradients = [1, 1, 1, 10, 1];
        float[] expected = [.999000001f, .998000002f, .997000003f, .996638299f, .995988421f];
        for (var step = 0; step < gradients.Length; step++)
        {
            trainer.Step(() => model.LossWithGradients([gradients[step]]));
            Assert.That(model[0][0], Is.EqualTo(expected[step]).Within(2e-7f), $"step {step}");
        }
    }

    [Test]
    public void L1_decay_pulls_by_the_sign() =>
        Assert.That(Run(new Sgd { LearningRate = 0.1, WeightDecay = 0.5, DecayKind = WeightDecayKind.L1 })[0], Is.EqualTo(1 + 0.08f - (5 * 0.05f)).Within(1e-6f));

    [Test]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.That(() => new Sgd { Nesterov = true }.Validate(), Throws.ArgumentException.With.Message.Contains("Momentum"));
        Assert.That(() => new Lamb { MaxTrust = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new Spam { Threshold = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new StableSpam { Gamma3 = 1 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new StableSpam { AnnealTo = 0 }.Validate(), Throws.ArgumentException.With.Message.Contains("AnnealTo"));
        Assert.That(() => new Lion { Beta2 = 1 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new RAdam { Epsilon = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new StableAdamW { WeightDecay = -1 }.Validate(), Throws.ArgumentException);
    }

    private static readonly float[] RAdamAfterThreeRounds = [1.0655628442764282f, -2.258574962615967f, 0.5516207814216614f, 0.11179345846176147f];
}
