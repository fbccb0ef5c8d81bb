using StableModels.Gradients;
using StableModels.Tests.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Gradients;

/// <summary>A clipper in a training loop of one's own; what each kind does is in its own tests.</summary>
internal sealed class GradientClipperTests : ScopedTest
{
    [Test]
    public void A_gradient_that_is_not_finite_is_left_alone()
    {
        var model = new FedModel([1, 1]);
        using var clipper = new GradientClipper(model, new ClipNorm(1));
        model.LossWithGradients([3, float.PositiveInfinity]).backward();
        clipper.Clip();

        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.EqualTo(new[] { 3, float.PositiveInfinity }));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Or_refused_as_PyTorchs_error_if_nonfinite_does(float value)
    {
        var model = new FedModel([1, 1]);
        using var clipper = new GradientClipper(model, new ClipNorm(1)) { ErrorIfNonFinite = true };
        model.LossWithGradients([3, 4]).backward();
        Assert.That(clipper.Clip, Throws.Nothing);
        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.EqualTo(new[] { 0.6f, 0.8f }).Within(1e-6f));

        model.zero_grad();
        model.LossWithGradients([3, value]).backward();
        Assert.That(clipper.Clip, Throws.InvalidOperationException.With.Message.Contains("norm of the gradient is").And.Message.Contains("'p0'"));
        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.EqualTo(new[] { 3, value }), "and is left as it was");
    }
}
