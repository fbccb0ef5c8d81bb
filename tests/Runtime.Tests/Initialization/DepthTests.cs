using StableModels.Initialization;
using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

/// <summary>What becomes of a signal's mean square on its way through fifty layers.</summary>
public sealed class DepthTests
{
    private static double MeanSquareAfter(int layers, InitialLaw law, Activation activation, double scale = 1, int width = 256)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var generator = new Generator(17);
        var x = empty([256, width], ScalarType.Float64).normal_(0, scale, generator);
        var weight = empty([width, width], ScalarType.Float64);
        for (var i = 0; i < layers; i++)
        {
            law.Apply(weight, generator);
            x = activation.Apply(matmul(x, weight.t()));
        }

        return x.square().mean().ToDouble();
    }

    [Test]
    public void ReLU_stack_keeps_its_signal_with_He_and_loses_it_with_Xavier()
    {
        Assert.Multiple(() =>
        {
            Assert.That(MeanSquareAfter(50, new He(), Activation.Relu), Is.InRange(0.1, 3), "theory 0.5");
            Assert.That(MeanSquareAfter(50, new FanIn(Activation.Relu), Activation.Relu), Is.InRange(0.1, 3), "the same law");
            Assert.That(MeanSquareAfter(50, new Xavier(), Activation.Relu), Is.LessThan(1e-12), "theory 8.9e-16");
            Assert.That(MeanSquareAfter(50, new He().Times(2), Activation.Relu), Is.GreaterThan(1e27), "theory 6.3e29");
        });
    }

    [TestCase(Activation.Identity)]
    [TestCase(Activation.LeakyRelu)]
    [TestCase(Activation.Tanh)]
    [TestCase(Activation.Elu)]
    [TestCase(Activation.Selu)]
    [TestCase(Activation.Relu)]
    [TestCase(Activation.Sigmoid)]
    [TestCase(Activation.Softplus)]
    public void The_gain_of_the_activation_carries_the_signal_through_fifty_layers(Activation activation) =>
        Assert.That(MeanSquareAfter(50, new FanIn(activation), activation), Is.InRange(0.03, 30));

    /// <summary>
    /// How an error of the mean square goes on: e = E[z φ φ'] / E[φ²]. Above 1 it grows with every layer, so no gain holds fifty plain layers of GELU, SiLU or Mish: the gain makes one layer exact,
    /// and a residual stream with norms holds the rest.
    /// </summary>
    [TestCase(Activation.Identity, 1)]
    [TestCase(Activation.Relu, 1)]
    [TestCase(Activation.LeakyRelu, 1)]
    [TestCase(Activation.Gelu, 1.1441)]
    [TestCase(Activation.Silu, 1.1726)]
    [TestCase(Activation.Mish, 1.0763)]
    [TestCase(Activation.Tanh, 0.4611)]
    [TestCase(Activation.Sigmoid, 0.1063)]
    [TestCase(Activation.Elu, 0.8910)]
    [TestCase(Activation.Selu, 0.7826)]
    [TestCase(Activation.Softplus, 0.4921)]
    public void An_error_of_the_mean_square_grows_by(Activation activation, double expected)
    {
        using var scope = NewDisposeScope();
        var z = linspace(-12, 12, 100_001, ScalarType.Float64).requires_grad_();
        var value = activation.Apply(z);
        var slope = autograd.grad([value.sum()], [z])[0];
        var density = (z * z / -2).exp();
        var elasticity = (density * z * value * slope).sum() / (density * value * value).sum();
        Assert.That(elasticity.ToDouble(), Is.EqualTo(expected).Within(1e-4));
    }

    [TestCase(Activation.Gelu)]
    [TestCase(Activation.Silu)]
    [TestCase(Activation.Mish)]
    public void What_grows_leaves_a_plain_stack(Activation activation)
    {
        // The same weights and a signal half as large: after fifty layers of ReLU half as large still, after these next to nothing of what it was.
        Assert.That(WithHalfTheSignal(activation), Is.GreaterThan(1000));
        Assert.That(WithHalfTheSignal(Activation.Relu), Is.EqualTo(4).Within(1e-6).Percent);

        static double WithHalfTheSignal(Activation activation) =>
            MeanSquareAfter(50, new FanIn(activation), activation) / MeanSquareAfter(50, new FanIn(activation), activation, scale: 0.5);
    }

    [Test]
    public void One_layer_after_a_unit_signal_is_exact([Values] Activation activation)
    {
        using var scope = NewDisposeScope();
        var z = empty([512, 1024], ScalarType.Float64).normal_(0, 1, new Generator(5));
        Assert.That(activation.Apply(z).square().mean().ToDouble() * Math.Pow(Gain.For(activation), 2), Is.EqualTo(1).Within(0.02));
    }

    [Test]
    public void PyTorchs_list_has_no_GELU_and_its_ReLU_gain_loses_it() =>
        Assert.That(MeanSquareAfter(50, new FanIn(Math.Sqrt(2)), Activation.Gelu), Is.LessThan(1e-6));

    [Test]
    public void Depth_scale_keeps_a_residual_stream_at_two([Values(4, 24, 96)] int branches)
    {
        var (scaled, plain) = ResidualStream(branches, Activation.Identity);
        Assert.Multiple(() =>
        {
            Assert.That(scaled, Is.EqualTo(2f).Within(0.5f));
            Assert.That(plain, Is.EqualTo(1f + branches).Within(0.3 * branches), "linear growth without it");
        });
    }

    [Test]
    public void Depth_scale_holds_fifty_branches_of_every_activation([Values] Activation activation) =>
        Assert.That(ResidualStream(50, activation).Scaled, Is.InRange(1.2, 2.6));

    /// <summary>The mean square of x + f(norm(x)) after all branches, with the depth scale and without.</summary>
    private static (double Scaled, double Plain) ResidualStream(int branches, Activation activation)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(3);
        var scaled = randn([64, 128]);
        var plain = scaled;
        var norm = new RmsNorm(128);
        var branch = new FeedForward(128, 128, activation);
        for (var i = 0; i < branches; i++)
        {
            branch.reset_parameters(DepthScale.For(branches));
            scaled = scaled + branch.call(norm.call(scaled));
            branch.reset_parameters();
            plain = plain + branch.call(norm.call(plain));
        }

        return (scaled.square().mean().ToSingle(), plain.square().mean().ToSingle());
    }

    [Test]
    public void DeepScaleLM_keeps_the_stream_at_one_through_fifty_layers()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(4);
        const int width = 128;
        var scheme = new DeepScaleLm(width, 50);
        var x = randn([8, 32, width]) * Math.Sqrt(1 - 0.221) + randn([1, 1, width]) * Math.Sqrt(0.221);
        var attention = new SelfAttention(width, 4);
        var mlp = new FeedForward(width, 4 * width, Activation.Relu);
        var norm = new RmsNorm(width);
        for (var layer = 0; layer < 50; layer++)
        {
            attention.reset_parameters(scheme.QueryKey, scheme.Value(layer), scheme.Value(layer));
            mlp.reset_parameters(scheme.FeedForward(4 * width), scheme.FeedForward(4 * width));
            x = x * scheme.Lambda + attention.call(norm.call(x)) * scheme.Beta;
            x = x * scheme.Lambda + mlp.call(norm.call(x)) * scheme.Beta;
        }

        Assert.That(x.square().mean().ToSingle(), Is.EqualTo(1f).Within(0.35f));
    }
}
