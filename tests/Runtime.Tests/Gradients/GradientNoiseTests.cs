using StableModels.Gradients;
using StableModels.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Gradients;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class GradientNoiseTests(bool scalarsOnDevice) : ScopedTest
{
    [TestCase(0, .547722558)]
    [TestCase(1, .452665482)]
    [TestCase(10, .283255035)]
    [TestCase(100, .153947361)]
    public void The_deviation_falls_as_published(long update, double expected) =>
        Assert.That(new GradientNoise(0.3).DeviationAt(update).ToDouble(), Is.EqualTo(expected).Within(1e-8));

    [Test]
    public void The_noise_has_that_deviation_and_spares_the_padding()
    {
        var model = new FedModel(zeros(100, 97), zeros(3));
        using var arena = model.Arena(scalarsOnDevice, new float[9700], new float[3]);
        using var context = new GradientContext(arena, 0, 1e-3, zeros([]));
        var stage = new GradientNoise(0.3).CreateStage(arena);
        stage.Apply(context);
        var gradients = model.Gradients(context);

        Assert.That(gradients[0].Average(), Is.EqualTo(0).Within(0.03));
        Assert.That(Math.Sqrt(gradients[0].Average(value => (double)value * value)), Is.EqualTo(0.5477).Within(0.02));
        Assert.That(arena.Gradients.count_nonzero().item<long>(), Is.EqualTo(9703));
        ((IDisposable)stage).Dispose();
    }

    [Test]
    public void It_is_the_same_on_every_process_and_takes_nothing_from_the_default_generator()
    {
        float[] Noise()
        {
            using var run = new StageRun(new GradientNoise(0.3), scalarsOnDevice, [0, 0, 0]);
            return run.Step([1f, 2, 3])[0];
        }

        manual_seed(7);
        var first = Noise();
        var next = randn(1).item<float>();
        manual_seed(7);
        Assert.That(randn(1).item<float>(), Is.EqualTo(next));
        Assert.That(Noise(), Is.EqualTo(first));
    }

    [Test]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.That(() => new GradientNoise(0).Validate(), Throws.ArgumentException);
        Assert.That(() => new GradientNoise(1) { Gamma = -1 }.Validate(), Throws.ArgumentException);
    }
}
