using StableModels.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Runtime.Tests.Layers;

public sealed class SpectralNormTests
{
    [Test]
    public void Equals_PyTorch()
    {
        using var scope = NewDisposeScope();
        var weight = ReferenceCase.Sines("weight", 6, 4).requires_grad_();
        var norm = new SpectralNorm(weight);
        norm.Restart(weight, ReferenceCase.Sines("v", 4), 3);
        ReferenceCase.Named("spectral_norm").CheckOutputAndGradients(norm.call(weight), [("weight", weight)]);
    }

    [TestCase(1, 2.645751311)]
    [TestCase(2, 2.930341578)]
    [TestCase(3, 2.985739207)]
    [TestCase(5, 2.999436459)]
    [TestCase(10, 2.99999983)]
    public void Power_iteration_approaches_the_largest_singular_value(int iterations, double sigma)
    {
        using var scope = NewDisposeScope();
        var weight = diag(tensor(new[] { 3.0, 2.0, 1.0 }));
        var norm = new SpectralNorm(weight);
        norm.Restart(weight, ones([3], ScalarType.Float64), iterations);
        Assert.That(norm.Sigma(weight).ToDouble(), Is.EqualTo(sigma).Within(1e-8));
    }

    [Test]
    public void Layer_stretches_nothing_and_evaluation_does_not_iterate()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var layer = new SpectralLinear(16, 8, hasBias: false);
        for (var i = 0; i < 50; i++)
            layer.call(zeros([1, 16]));
        var x = randn([1000, 16]);
        Assert.That((layer.call(x).norm(1) / x.norm(1)).max().ToSingle(), Is.LessThan(1.001f));

        layer.eval();
        var before = layer.state_dict()["spectral_norm._u"].clone();
        layer.call(x);
        Assert.That(layer.state_dict()["spectral_norm._u"].equal(before).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Reset_estimates_the_new_weight()
    {
        using var scope = NewDisposeScope();
        var layer = new SpectralLinear(16, 8);
        layer.reset_parameters(new StableModels.Initialization.Orthogonal(5));
        var singular = linalg.svd(layer.NormalisedWeight(), fullMatrices: false).S;
        Assert.That(singular.max().ToSingle(), Is.EqualTo(1f).Within(1e-4));
        Assert.That(layer.state_dict().Keys, Is.EquivalentTo(["weight", "bias", "spectral_norm._u", "spectral_norm._v"]));
    }

    [Test]
    public void A_vector_has_no_singular_values() =>
        Assert.That(() => new SpectralNorm(zeros([3])), Throws.ArgumentException);
}
