using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Schedules;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Precision;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class MixedPrecisionTests(bool scalarsOnDevice) : ScopedTest
{
    [Test]
    public void The_model_computes_in_half_and_the_optimiser_in_FP32()
    {
        var model = new FedModel([1.001f, 2]);
        using var trainer = Create(model, new(new AdamW(), new MixedPrecision(HalfType.BFloat16)));

        Assert.That(model.parameters().Single().dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(trainer.Arena.Parameters.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(trainer.Arena.Parameters[0].item<float>(), Is.EqualTo(1.001f), "the master keeps what BF16 drops");
        Assert.That(trainer.Scaler, Is.Null);
    }

    [Test]
    public void A_hand_written_model_that_is_fed_FP32_is_told_what_to_cast()
    {
        var model = nn.Sequential(("fc", nn.Linear(4, 2)));
        using var trainer = Trainer.Create(model, new(new AdamW(), new MixedPrecision(HalfType.BFloat16)), CPU, 10, new() { ScalarsOnDevice = scalarsOnDevice });

        Assert.That(() => trainer.Step(() => model.call(ones(3, 4)).mean()), Throws.InvalidOperationException.With.Message.Contains("x.to(ScalarType.BFloat16)"));
        Assert.That(trainer.Step(() => model.call(ones(3, 4).to(ScalarType.BFloat16)).to(ScalarType.Float32).mean()).Step, Is.EqualTo(1));
    }

    [Test]
    public void Steps_too_small_for_BF16_add_up_in_the_master_weights()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new Sgd { LearningRate = 1e-3 }, new MixedPrecision(HalfType.BFloat16)));
        for (var step = 0; step < 10; step++)
        {
            trainer.Step(() => Loss(model, 1f));
        }

        Assert.That(trainer.Arena.Parameters[0].item<float>(), Is.EqualTo(0.99f).Within(1e-6f));
        Assert.That(model[0][0], Is.EqualTo(0.98828125f), "its BF16 value");
    }

    [Test]
    public void Micro_batches_add_up_in_FP32()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new Sgd { LearningRate = 1 }, new GradientAccumulation(2), new MixedPrecision(HalfType.BFloat16)));
        var result = trainer.Step(batch => Loss(model, batch == 0 ? 512f : 2f));

        // 256 + 1 is 256 in BF16.
        Assert.That(result.GradientNorm, Is.EqualTo(257).Within(1e-9));
    }

    [Test]
    public void FP16_gradients_that_would_vanish_survive_by_loss_scaling()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new Sgd { LearningRate = 1 }, new MixedPrecision(HalfType.Float16)));
        var result = trainer.Step(() => TinyLoss(model));

        Assert.That(result.LossScale, Is.EqualTo(65536));
        Assert.That(result.GradientNorm, Is.EqualTo(9.997e-9).Within(0.2).Percent);
        Assert.That(trainer.GradientShares(), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public void Without_loss_scaling_they_vanish_and_the_shares_say_so()
    {
        var model = new FedModel([1f, 1f]);
        using var trainer = Create(model, new(new Sgd { LearningRate = 1 }, new MixedPrecision(HalfType.Float16) { LossScaling = false }));
        trainer.Step(() => TinyLoss(model).add(model.Values[0][1].to(ScalarType.Float32)));

        Assert.That(trainer.GradientShares().Zero, Is.EqualTo(0.5));
    }

    [Test]
    public void Clipping_sees_unscaled_gradients()
    {
        var model = new FedModel([0f, 0f]);
        using var trainer = Create(model, new(new Sgd { LearningRate = 1 }, new ClipNorm(1), new MixedPrecision(HalfType.Float16) { InitialScale = 65536 }));
        var result = trainer.Step(() => Loss(model, .3f, .4f));

        // Clipped before it is unscaled, it would come out 32 768 times too small.
        Assert.That(result.GradientNorm, Is.EqualTo(0.5).Within(1e-3));
        Assert.That(result.Clipped, Is.False);
        Assert.That(trainer.Arena.Parameters.narrow(0, 0, 2).norm().ToDouble(), Is.EqualTo(0.5).Within(1e-3));
    }

    [Test]
    public void An_overflow_skips_the_step_halves_the_scale_and_touches_nothing_else()
    {
        var model = new FedModel([0f]);
        using var trainer = Create(model, new(new AdamW(), new MixedPrecision(HalfType.Float16)));
        trainer.Step(() => Loss(model, 1e-3f));
        var before = model[0];
        var result = trainer.Step(() => Loss(model, 1000f));

        Assert.That(result.Skipped, Is.True);
        Assert.That(model[0], Is.EqualTo(before));
        Assert.That(trainer.UpdateCount, Is.EqualTo(1));
        Assert.That(trainer.Scaler!.Scale.ToDouble(), Is.EqualTo(32768));
    }

    [Test]
    public void A_skipped_step_touches_no_state_but_the_scale_and_the_counters([Values] bool clipsByStatistics)
    {
        var model = new FedModel([0f]);
        ClippingPart clipping = clipsByStatistics ? new ZClip { WarmupSteps = 2 } : new AdaGC { WarmupSteps = 2 };
        using var trainer = Create(model, new(new StableSpam(), new Warmup(3), new CosineDecay(), clipping, new GradientNoise(0.1), new MixedPrecision(HalfType.Float16)));
        for (var step = 0; step < 4; step++)
        {
            trainer.Step(() => Loss(model, 1e-3f));
        }

        using var before = trainer.Capture();
        Assert.That(trainer.Step(() => Loss(model, 1000f)).Skipped, Is.True);
        using var after = trainer.Capture();

        string[] counted = ["step", "skipped", "skipped_in_a_row"];
        foreach (var (name, value) in before.Values.Where(item => !counted.Contains(item.Key) && !item.Key.StartsWith("scaler", StringComparison.Ordinal)))
        {
            Assert.That(after.Values[name], Is.EqualTo(value), name);
        }

        foreach (var (name, tensor) in before.Tensors.Where(item => !counted.Contains(item.Key) && !item.Key.StartsWith("scaler", StringComparison.Ordinal)))
        {
            Assert.That(after.Tensors[name].equal(tensor).all().item<bool>(), Is.True, name);
        }
    }

    [Test]
    public void A_static_scale_stays_and_gives_the_same_bits_as_none()
    {
        float[] After(MixedPrecision? precision)
        {
            var model = new FedModel([1f, 2f]);
            using var trainer = Create(model, precision is null ? new(new AdamW()) : new(new AdamW(), precision));
            for (var step = 0; step < 3; step++)
            {
                trainer.Step(() => Loss(model, .5f, .25f));
            }

            return trainer.Arena.Parameters.narrow(0, 0, 2).data<float>().ToArray();
        }

        Assert.That(After(new(HalfType.Float16) { InitialScale = 1024, GrowthInterval = 0 }), Is.EqualTo(After(null)));
    }

    [Test]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.That(() => new MixedPrecision(HalfType.Float16) { InitialScale = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new MixedPrecision(HalfType.Float16) { Hysteresis = 0 }.Validate(), Throws.ArgumentException);
        Assert.That(() => new MixedPrecision(HalfType.Float16) { MinimumScale = 1e9 }.Validate(), Throws.ArgumentException);
    }

    private Trainer Create(FedModel model, TrainingPlan plan) => Trainer.Create(model, plan, CPU, 100, new() { ScalarsOnDevice = scalarsOnDevice });

    // The gradients are cast on their way into the model's half parameters, as behind FP32 losses of half models.
    private static Tensor Loss(FedModel model, params float[] gradients) => model.parameters().Single().to(ScalarType.Float32).mul(tensor(gradients)).sum();

    private static Tensor TinyLoss(FedModel model) => model.parameters().Single()[0].to(ScalarType.Float32).mul(1e-8f);
}
