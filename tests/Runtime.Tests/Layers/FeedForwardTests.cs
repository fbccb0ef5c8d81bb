using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class FeedForwardTests
{
    [Test]
    public void Equals_PyTorch([Values] Activation activation)
    {
        using var scope = NewDisposeScope();
        var layer = new FeedForward(4, 6, activation);
        ReferenceCase.Named("feed_forward_" + activation).Check(layer, layer.call, 3, 4);
    }

    [Test]
    public void Branch_keeps_the_mean_square_near_one([Values] Activation activation)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var layer = new FeedForward(256, 1024, activation);
        var output = layer.call(randn([512, 256]));
        // The gain stands before the activation, so it is exact for activations that scale with their input, close for smooth ones, and lost in part to saturation.
        var saturates = activation is Activation.Tanh or Activation.Sigmoid or Activation.Glu;
        Assert.That(output.square().mean().ToSingle(), Is.InRange(saturates ? 0.3f : 0.7f, 1.35f));
    }

    [Test]
    public void Residual_scale_shrinks_the_second_projection_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var layer = new FeedForward(128, 512, Activation.Gelu);
        layer.reset_parameters(residualScale: 0.25);
        Assert.Multiple(() =>
        {
            Assert.That(layer.Input.weight.std().ToSingle(), Is.EqualTo(1.53353 / Math.Sqrt(128)).Within(0.002));
            Assert.That(layer.Output.weight.std().ToSingle(), Is.EqualTo(0.25 / Math.Sqrt(512)).Within(0.0002));
            Assert.That(layer.Input.bias!.abs().max().ToSingle(), Is.Zero);
            Assert.That(layer.Output.bias!.abs().max().ToSingle(), Is.Zero);
        });
    }

    [Test]
    public void Gate_rows_alone_get_the_gain()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var layer = new FeedForward(256, 256, Activation.SwiGlu);
        Assert.Multiple(() =>
        {
            Assert.That(layer.Input.weight.narrow(0, 0, 256).std().ToSingle(), Is.EqualTo(1.0 / 16).Within(0.001));
            Assert.That(layer.Input.weight.narrow(0, 256, 256).std().ToSingle(), Is.EqualTo(1.676532 / 16).Within(0.002));
        });
    }

    [Test]
    public void Dropout_acts_in_training_alone()
    {
        using var scope = NewDisposeScope();
        var layer = new FeedForward(8, 32, dropout: 0.5);
        var x = randn([4, 8]);
        Assert.That(layer.call(x).allclose(layer.call(x)), Is.False);
        layer.eval();
        Assert.That(layer.call(x).allclose(layer.call(x)), Is.True);
    }

    [Test]
    public void Leaves_no_tensor_behind_but_its_output([Values(Activation.Gelu, Activation.SwiGlu, Activation.Glu)] Activation activation)
    {
        using var layer = new FeedForward(4, 8, activation, dropout: 0.1);
        using var x = randn([2, 4]);
        using var scope = NewDisposeScope();
        _ = layer.call(x);
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
    }

    [Test]
    public void Names_are_those_of_PyTorch_models()
    {
        using var layer = new FeedForward(4, 8);
        Assert.That(layer.state_dict().Keys, Is.EqualTo(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]));
    }
}
