using StableModels.Generator.Tests.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary><c>reset_parameters()</c> of a model draws all that it holds, and construction draws nothing twice.</summary>
[TestFixture]
public sealed class ResetTests
{
    private const int Width = 16;

    [Test]
    public void Every_matrix_is_drawn_anew()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = new Composed(Width, 2);
        var before = Matrices(model);
        manual_seed(2);
        model.reset_parameters();

        Assert.That(before, Has.Count.EqualTo(16));
        foreach (var (name, weight) in Matrices(model))
        {
            Assert.That(weight.allclose(before[name]), Is.False, name);
        }
    }

    [Test]
    public void The_same_seed_draws_the_same_weights_again()
    {
        using var scope = NewDisposeScope();
        using var model = new Composed(Width, 2);
        manual_seed(3);
        model.reset_parameters();
        var once = Matrices(model);
        manual_seed(3);
        model.reset_parameters();
        foreach (var (name, weight) in Matrices(model))
        {
            Assert.That(weight.equal(once[name]).all().ToBoolean(), Is.True, name);
        }
    }

    [Test]
    public void The_depth_of_the_stack_still_counts()
    {
        using var scope = NewDisposeScope();
        using var model = new Composed(256, 8);
        model.reset_parameters();

        // The law of the last projection: std = 1 / sqrt(fan-in), divided by the square root of the 16 branches of the stack.
        var expected = 1 / Math.Sqrt(512) / Math.Sqrt(16);
        foreach (var block in model.Blocks)
        {
            Assert.That(block.state_dict()["mlp.fc2.weight"].std().ToDouble(), Is.EqualTo(expected).Within(0.02 * expected));
        }
    }

    [Test]
    public void Construction_leaves_a_part_as_it_drew_itself()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = new Composed(Width, 1);
        manual_seed(4);
        using var part = new Front(Width);
        Assert.That(model.First.In.weight.equal(part.In.weight).all().ToBoolean(), Is.True);
    }

    private static Dictionary<string, Tensor> Matrices(nn.Module model) =>
        model.named_parameters().Where(static p => p.parameter.dim() > 1).ToDictionary(static p => p.name, static p => p.parameter.detach().clone(), StringComparer.Ordinal);
}
