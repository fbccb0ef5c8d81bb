using StableModels.Gradients;
using StableModels.Tests.Training;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Gradients;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class OtherClippersTests(bool scalarsOnDevice) : ScopedTest
{
    [Test]
    public void By_value_clamps_every_element()
    {
        using var run = new StageRun(new ClipValue(3.5), scalarsOnDevice, [0, 0], [0]);
        var gradients = run.Step([3, -4], [12]);

        Assert.That(gradients[0], Is.EqualTo(new[] { 3f, -3.5f }));
        Assert.That(gradients[1], Is.EqualTo(new[] { 3.5f }));
        Assert.That(run.ClippedShare, Is.EqualTo(2 / 3.0).Within(1e-12));
    }

    [Test]
    public void Per_layer_limits_each_norm_by_itself()
    {
        using var run = new StageRun(new ClipPerLayer(6), scalarsOnDevice, [0, 0], [0]);
        var gradients = run.Step([3, 4], [12]);

        Assert.That(gradients[0], Is.EqualTo(new[] { 3f, 4f }));
        Assert.That(gradients[1][0], Is.EqualTo(6f).Within(1e-5f));
        Assert.That(run.ClippedShare, Is.EqualTo(0.5));
    }

    [Test]
    public void Adaptive_limits_rows_by_their_weights()
    {
        // The table of the NFNets formula: the second row shows the floor, the third is left as it is.
        var model = new FedModel(tensor(new[] { 3f, 4, 0, 0, .6f, .8f }).view(3, 2));
        var gradients = Adaptive(model, new AdaptiveClip(.01), [.3f, .4f, 3e-5f, 4e-5f, .003f, .004f]);

        Assert.That(gradients, Is.EqualTo(new[] { .03f, .04f, 6e-6f, 8e-6f, .003f, .004f }).Within(1e-4).Percent);
    }

    [Test]
    public void Adaptive_takes_columns_where_units_lie_there()
    {
        var model = new FedModel(tensor(new[] { 3f, 0, .6f, 4, 0, .8f }).view(2, 3));
        var gradients = Adaptive(model, new AdaptiveClip(.01) { Transposed = "p0" }, [.3f, 3e-5f, .003f, .4f, 4e-5f, .004f]);

        Assert.That(gradients, Is.EqualTo(new[] { .03f, 6e-6f, .003f, .04f, 8e-6f, .004f }).Within(1e-4).Percent);
    }

    [Test]
    public void Adaptive_leaves_out_what_is_excluded()
    {
        var model = new FedModel(ones(2, 2));

        Assert.That(Adaptive(model, new AdaptiveClip(.01) { Exclude = "head, p0" }, [1, 1, 1, 1]), Is.All.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void Limits_that_make_no_sense_are_refused(double limit)
    {
        Assert.That(() => new ClipValue(limit).Validate(), Throws.ArgumentException.With.Message.Contains("positive, finite limit"));
        Assert.That(() => new ClipPerLayer(limit).Validate(), Throws.ArgumentException.With.Message.Contains("positive, finite limit"));
        Assert.That(() => new AdaptiveClip(limit).Validate(), Throws.ArgumentException.With.Message.Contains("positive, finite limit"));
    }

    private float[] Adaptive(FedModel model, AdaptiveClip settings, float[] fed)
    {
        using var arena = model.Arena(scalarsOnDevice, fed);
        using var context = new GradientContext(arena, 0, 1e-3, zeros([]));
        var stage = settings.CreateStage(arena);
        stage.Apply(context);
        (stage as IDisposable)?.Dispose();
        return model.Gradients(context)[0];
    }
}
