using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class RmsNormTests
{
    [Test]
    public void Equals_PyTorch()
    {
        using var scope = NewDisposeScope();
        var layer = new RmsNorm(6);
        ReferenceCase.Named("rms_norm").Check(layer, layer.call, 3, 6);
    }

    [Test]
    public void Mean_square_of_the_output_is_one_whatever_the_input_scale([Values(1e-2, 1.0, 1e15)] double scale)
    {
        using var scope = NewDisposeScope();
        var x = randn([10, 64]) * scale;
        var square = x.square().mean([-1]);
        var output = new RmsNorm(64).call(x).square().mean([-1]);
        Assert.That((output - square / (square + 1e-5)).abs().max().ToSingle(), Is.LessThan(1e-5f));
    }

    [Test]
    public void Half_input_is_squared_in_single_precision()
    {
        using var scope = NewDisposeScope();
        // BF16 squares of 256 + small differ in the third digit; the statistics must not.
        var x = randn([8, 512]);
        var rounded = x.to_type(ScalarType.BFloat16);
        var output = new RmsNorm(512).to(ScalarType.BFloat16).call(rounded);
        var expected = new RmsNorm(512).call(rounded.to_type(ScalarType.Float32)).to_type(ScalarType.BFloat16);
        Assert.That(output.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(output.equal(expected).all().ToBoolean(), Is.True);
    }

    [Test]
    public void A_row_of_zeros_stays_zero_and_has_a_finite_gradient()
    {
        using var scope = NewDisposeScope();
        var x = zeros([2, 8], requires_grad: true);
        var y = new RmsNorm(8).call(x);
        y.sum().backward();
        Assert.That(y.abs().max().ToSingle(), Is.Zero);
        Assert.That(x.grad!.isfinite().all().ToBoolean(), Is.True);
    }

    [Test]
    public void Refuses_an_epsilon_that_protects_nothing() =>
        Assert.That(() => new RmsNorm(8, eps: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_replaced_weight_is_the_one_that_is_used_and_saved()
    {
        using var scope = NewDisposeScope();
        var layer = new RmsNorm(4);
        layer.weight = new TorchSharp.Modules.Parameter(full([4], 2.0f));
        Assert.That(layer.state_dict()["weight"].mean().ToSingle(), Is.EqualTo(2f));
        Assert.That(layer.call(ones([1, 4])).mean().ToSingle(), Is.EqualTo(2f).Within(1e-4));
    }
}
