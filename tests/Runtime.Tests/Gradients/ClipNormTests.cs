using StableModels.Gradients;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Gradients;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class ClipNormTests(bool scalarsOnDevice) : ScopedTest
{
    // Values of torch.nn.utils.clip_grad_norm_ in PyTorch 1.13.
    [TestCase(1, 2, 13, new[] { 0.23076922f, 0.30769229f }, 0.92307687f)]
    [TestCase(13, 2, 13, new[] { 2.99999976f, 3.99999976f }, 11.99999905f)]
    [TestCase(5, double.PositiveInfinity, 12, new[] { 1.24999988f, 1.66666651f }, 4.99999952f)]
    [TestCase(5, 1, 19, new[] { 0.78947353f, 1.05263138f }, 3.15789413f)]
    [TestCase(20, 2, 13, new[] { 3f, 4f }, 12f)]
    public void Gives_PyTorchs_gradients(double limit, double order, double norm, float[] first, float second)
    {
        var model = new FedModel([0, 0], [0]);
        using var arena = model.Arena(scalarsOnDevice, [3, 4], [12]);
        using var context = Clip(arena, new ClipNorm(limit) { NormType = order });

        Assert.That(context.NormOf(order).ToDouble(), Is.EqualTo(norm * Math.Min(1, limit / (norm + 1e-6))).Within(1e-9));
        var gradients = model.Gradients(context);
        Assert.That(gradients[0], Is.EqualTo(first).Within(3e-7f));
        Assert.That(gradients[1][0], Is.EqualTo(second).Within(1e-6f));
        Assert.That(context.ClippedShare.ToDouble(), Is.EqualTo(limit / (norm + 1e-6) < 1 ? 1 : 0));
    }

    [Test]
    public void A_norm_that_overflows_in_FP32_is_measured_and_clipped_rightly()
    {
        var model = new FedModel([0, 0]);
        using var arena = model.Arena(scalarsOnDevice, [3e19f, 4e19f]);
        using var context = Clip(arena, new ClipNorm(1));

        Assert.That(context.Norm.ToDouble(), Is.EqualTo(5e19).Within(1e-5).Percent);
        Assert.That(model.Gradients(context)[0], Is.EqualTo(new[] { 0.6f, 0.8f }).Within(1e-6f));
    }

    [Test]
    public void The_direction_is_kept_over_many_parameters()
    {
        var model = new FedModel(zeros(300), zeros(70, 3));
        float[][] fed = [randn(300).data<float>().ToArray(), randn(210).data<float>().ToArray()];
        using var arena = model.Arena(scalarsOnDevice, fed);
        using var context = Clip(arena, new ClipNorm(0.5));
        var clipped = model.Gradients(context);
        var ratio = 0.5 / context.Norm.ToDouble();

        Assert.That(clipped[0], Is.EqualTo(fed[0].Select(value => (float)(value * ratio))).Within(1e-6f));
        Assert.That(clipped[1], Is.EqualTo(fed[1].Select(value => (float)(value * ratio))).Within(1e-6f));
        Assert.That(clipped.SelectMany(part => part).Sum(value => (double)value * value), Is.LessThanOrEqualTo(0.25 + 1e-6));
    }

    [TestCase(0, "stop all training")]
    [TestCase(-1, "turn gradients around")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "never clip")]
    public void A_limit_that_makes_no_sense_is_refused_with_advice(double limit, string why) =>
        Assert.That(() => new TrainingPlan(new StableModels.Optimizers.AdamW(), new ClipNorm(limit)), Throws.ArgumentException.With.Message.Contains(why).And.Message.Contains("such as 1.0"));

    private static GradientContext Clip(ParameterArena arena, ClipNorm settings)
    {
        var context = new GradientContext(arena, 0, 1e-3, zeros([]));
        settings.CreateStage(arena).Apply(context);
        return context;
    }
}
