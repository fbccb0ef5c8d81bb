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

    [Test]
    public void Construction_draws_every_weight_once()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var made = new DrawnTower(Width, 3);
        manual_seed(6);
        using var drawn = new DrawnTower(Width, 3);
        manual_seed(5);
        drawn.reset_parameters();

        // The same numbers: construction takes as many from the generator as drawing everything anew.
        Assert.That(made.parameters().Zip(drawn.parameters()).All(static p => p.First.equal(p.Second).all().ToBoolean()), Is.True);
        Assert.That(Matrices(made).Values.All(static weight => weight.std().ToDouble() > 0), Is.True);
    }

    [Test]
    public void A_block_by_itself_is_drawn_once()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var made = new DrawnBlock(Width);
        manual_seed(6);
        using var drawn = new DrawnBlock(Width);
        manual_seed(5);
        drawn.reset_parameters();
        Assert.That(made.parameters().Zip(drawn.parameters()).All(static p => p.First.equal(p.Second).all().ToBoolean()), Is.True);
    }

    [Test]
    public void What_a_block_makes_besides_its_declaration_is_drawn_too()
    {
        using var scope = NewDisposeScope();
        using var model = new NestingTower(Width, 2);
        foreach (var block in model.Blocks)
        {
            Assert.That(block.Mlp.Output.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(Width * 2)).Within(20).Percent, "the depth of the stack");
            Assert.That(block.Other!.Mlp.Output.weight.std().ToDouble(), Is.EqualTo(1 / Math.Sqrt(Width)).Within(20).Percent, "a stack of its own");
        }
    }

    [Test]
    public void Nothing_is_left_to_a_reset_of_the_users_own()
    {
        using var scope = NewDisposeScope();
        using var model = new OwnReset(Width, 2);
        Assert.That(Matrices(model).Values.All(static weight => weight.std().ToDouble() > 0), Is.True);
    }

    [Test]
    public void A_failing_block_leaves_others_alone()
    {
        Assert.That(static () => Layers.Blocks.Undrawn<DrawnBlock>(static () => throw new InvalidOperationException("no")), Throws.InvalidOperationException);
        using var scope = NewDisposeScope();
        using var block = new DrawnBlock(Width);
        Assert.That(block.Mlp.Output.weight.std().ToDouble(), Is.GreaterThan(0));
    }

    private static Dictionary<string, Tensor> Matrices(nn.Module model) =>
        model.named_parameters().Where(static p => p.parameter.dim() > 1).ToDictionary(static p => p.name, static p => p.parameter.detach().clone(), StringComparer.Ordinal);
}
