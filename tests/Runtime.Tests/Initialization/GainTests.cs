using StableModels.Initialization;
using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Initialization;

public sealed class GainTests
{
    /// <summary>Gaussian integrals of the activation itself, by Simpson's rule with the kink at 0 on a node.</summary>
    [Test]
    public void Equals_the_integral_of_the_activation([Values] Activation activation)
    {
        using var scope = NewDisposeScope();
        const int intervals = 200_000;
        const double end = 14;
        var step = 2 * end / intervals;
        var simpson = full([intervals + 1], 2.0, ScalarType.Float64);
        simpson.index_put_(tensor(4.0), TensorIndex.Slice(1, intervals, 2));
        simpson[0] = tensor(1.0);
        simpson[intervals] = tensor(1.0);
        var z = linspace(-end, end, intervals + 1, ScalarType.Float64);
        var density = (z.square() * -0.5).exp() * (simpson * (step / 3 / Math.Sqrt(2 * Math.PI)));

        // The two halves of a gated activation are independent: E[(a φ(b))²] = E[a²] E[φ(b)²], with a = 1 here.
        var x = z.clone().requires_grad_();
        var y = activation.IsGated() ? activation.Apply(stack([ones_like(z), x], -1)).squeeze(-1) : activation.Apply(x);
        y.sum().backward();
        var slope = x.grad!;
        // At the kink the rule needs the mean of both sides' squares.
        var middle = intervals / 2;
        var kink = (slope[middle - 1].square() + slope[middle + 1].square()) / 2;
        var slopeSquare = slope.square();
        slopeSquare[middle] = kink;

        double Expect(Tensor f) => (f * density).sum().ToDouble();
        var (mean, square) = (Expect(y.detach()), Expect(y.detach().square()));
        Assert.Multiple(() =>
        {
            Assert.That(Gain.For(activation), Is.EqualTo(1 / Math.Sqrt(square)).Within(1e-7));
            Assert.That(Gain.Backward(activation), Is.EqualTo(1 / Math.Sqrt(Expect(slopeSquare))).Within(2e-4));
            Assert.That(Gain.Centred(activation), Is.EqualTo(1 / Math.Sqrt(square - mean * mean)).Within(1e-6));
        });
    }

    [TestCase(Activation.Relu, 1.414214)]
    [TestCase(Activation.Gelu, 1.533530)]
    [TestCase(Activation.Silu, 1.676532)]
    [TestCase(Activation.Tanh, 1.592537)]
    [TestCase(Activation.Sigmoid, 1.846229)]
    [TestCase(Activation.Selu, 1.0)]
    [TestCase(Activation.Elu, 1.245198)]
    [TestCase(Activation.Mish, 1.486848)]
    [TestCase(Activation.SwiGlu, 1.676532)]
    public void Is_the_number_in_the_table(Activation activation, double gain) =>
        Assert.That(Gain.For(activation), Is.EqualTo(gain).Within(1e-6));

    [Test]
    public void Unknown_activations_are_refused() =>
        Assert.That(() => Gain.For((Activation)999), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
