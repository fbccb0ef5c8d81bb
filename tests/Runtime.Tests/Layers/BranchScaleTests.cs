using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class BranchScaleTests
{
    [Test]
    public void ReZero_branch_starts_as_exactly_the_identity()
    {
        using var scope = NewDisposeScope();
        var branch = new FeedForward(8, 32);
        var scale = new ReZero();
        var x = randn([4, 8], requires_grad: true);
        var y = x + scale.call(branch.call(x));
        var probe = randn([4, 8]);
        (y * probe).sum().backward();
        Assert.Multiple(() =>
        {
            Assert.That(y.equal(x).all().ToBoolean(), Is.True);
            Assert.That(x.grad!.equal(probe).all().ToBoolean(), Is.True, "the Jacobian is the identity");
            Assert.That(scale.alpha.grad!.abs().ToSingle(), Is.GreaterThan(0), "alpha learns from the first step");
        });
    }

    [Test]
    public void LayerScale_multiplies_each_channel()
    {
        using var scope = NewDisposeScope();
        var scale = new LayerScale(3, initial: 1e-5);
        Assert.That(scale.gamma.data<float>().ToArray(), Is.All.EqualTo(1e-5f));
        scale.gamma = new TorchSharp.Modules.Parameter(tensor([1f, 2f, 3f]));
        Assert.That(scale.call(ones([2, 3])).sum([0]).data<float>().ToArray(), Is.EqualTo([2f, 4f, 6f]));
    }

    [Test]
    public void Stochastic_depth_drops_whole_samples_and_keeps_the_mean()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var layer = new StochasticDepth(0.3);
        var y = layer.call(ones([20000, 3, 2]));
        var perSample = y.reshape(20000, 6);
        Assert.Multiple(() =>
        {
            Assert.That(perSample.amax([1]).equal(perSample.amin([1])).all().ToBoolean(), Is.True, "all of a sample or nothing");
            Assert.That(y.mean().ToSingle(), Is.EqualTo(1f).Within(0.02));
            Assert.That(y.max().ToSingle(), Is.EqualTo(1 / 0.7f).Within(1e-5));
            Assert.That(y.eq(0).to_type(ScalarType.Float32).mean().ToSingle(), Is.EqualTo(0.3f).Within(0.015));
        });
    }

    [Test]
    public void Stochastic_depth_does_nothing_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var layer = new StochasticDepth(0.9);
        layer.eval();
        var x = randn([4, 2]);
        Assert.That(layer.call(x).equal(x).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Soft_cap_is_bounded_with_slope_one_at_zero()
    {
        using var scope = NewDisposeScope();
        var cap = new SoftCap(50);
        var x = tensor(new[] { 100.0, 0, -1e9 }).requires_grad_();
        var y = cap.call(x);
        y.sum().backward();
        Assert.Multiple(() =>
        {
            Assert.That(y[0].ToDouble(), Is.EqualTo(48.20137900).Within(1e-8));
            Assert.That(new SoftCap(30).call(tensor(30.0)).ToDouble(), Is.EqualTo(22.84782467).Within(1e-8));
            Assert.That(y[2].ToDouble(), Is.EqualTo(-50));
            Assert.That(x.grad![1].ToDouble(), Is.EqualTo(1).Within(1e-12));
        });
        Assert.That(() => new SoftCap(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
