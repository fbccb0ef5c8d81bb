using StableModels.Generator.Tests.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The declared clipper in a training loop of one's own.</summary>
[TestFixture]
public sealed class ClipGradientsTests
{
    [Test]
    public void A_clipper_that_looks_at_the_weights_bounds_every_row()
    {
        using var model = new AdaptivelyClipped(8);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        using var scope = NewDisposeScope();
        for (var step = 0; step < 2; step++)
        {
            optimizer.zero_grad();
            (model.call(ones(4, 8)) * 1000).sum().backward();
            var before = model.Only.weight.detach().clone();
            model.ClipGradients();
            var ratio = model.Only.weight.grad!.norm(1) / before.norm(1);
            Assert.That(ratio.max().ToDouble(), Is.EqualTo(0.01).Within(0.1).Percent);
            optimizer.step();
            Assert.That((model.Only.weight - before).abs().max().ToDouble(), Is.GreaterThan(0), "the optimiser sees the same parameters");
        }
    }

    [Test]
    public void A_clipper_that_remembers_catches_the_spike()
    {
        using var model = new RememberingClipped(8);
        using var scope = NewDisposeScope();
        var norms = new List<double>();
        foreach (var size in new[] { 0.010, 0.012, 0.011, 0.010, 1.0, 0.011 })
        {
            model.zero_grad();
            (model.call(ones(1, 8)) * size).sum().backward();
            model.ClipGradients();
            norms.Add(Math.Sqrt(model.parameters().Sum(static p => p.grad!.square().sum().ToDouble())));
        }

        // sqrt(64 + 8) ones and biases.
        Assert.That(norms[0], Is.EqualTo(0.010 * Math.Sqrt(72)).Within(1e-5), "the first gradients were there before the clipper");
        Assert.That(norms[3], Is.EqualTo(0.010 * Math.Sqrt(72)).Within(1e-5), "as it came");
        Assert.That(norms[4], Is.LessThan(0.2), "the spike of 8.5");
        Assert.That(norms[5], Is.EqualTo(0.011 * Math.Sqrt(72)).Within(1e-5), "which was not remembered at its size");
    }
}
