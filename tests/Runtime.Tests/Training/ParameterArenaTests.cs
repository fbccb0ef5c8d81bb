using StableModels.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

internal sealed class ParameterArenaTests : ScopedTest
{
    [Test]
    public void Parameters_keep_their_values_and_become_views_of_the_flat_tensor()
    {
        var model = new FedModel(randn(3, 5), randn(7));
        var before = model[0];
        using var arena = ParameterArena.Create(ParameterGroup.Split(model));

        Assert.That(model[0], Is.EqualTo(before));
        using (no_grad())
        {
            arena.Parameters.mul_(2);
        }

        Assert.That(model[0], Is.EqualTo(before.Select(value => 2 * value)));
        Assert.That(arena.ParameterCount, Is.EqualTo(22));
        Assert.That(arena.Length % ParameterArena.RowLength, Is.Zero);
    }

    [Test]
    public void Backward_accumulates_into_the_flat_gradient_in_place()
    {
        var model = new FedModel([1, 2], [3]);
        using var arena = ParameterArena.Create(ParameterGroup.Split(model));
        model.LossWithGradients([3, 4], [12]).backward();
        model.LossWithGradients([3, 4], [12]).backward();

        Assert.That(arena.Gradients.sum().item<float>(), Is.EqualTo(38));
        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 6, 8 }));
        arena.ZeroGradients();
        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0 }));
    }

    [Test]
    public void Disposed_it_takes_its_gradients_along_and_not_those_of_a_later_one()
    {
        var model = new FedModel([1, 2], [3]);
        var first = ParameterArena.Create(ParameterGroup.Split(model));
        var second = ParameterArena.Create(ParameterGroup.Split(model));

        first.Dispose();
        model.LossWithGradients([3, 4], [12]).backward();
        Assert.That(second.Gradients.sum().item<float>(), Is.EqualTo(19), "they still arrive");
        second.Dispose();
        Assert.That(model.Values.Select(value => value.grad), Is.All.Null);
        model.LossWithGradients([3, 4], [12]).backward();
        second.Dispose();
        Assert.That(model.Values.Select(value => value.grad), Is.All.Not.Null, "those came later and are the user's");
    }

    [Test]
    public void A_tied_parameter_is_laid_out_once()
    {
        var shared = new Parameter(randn(4, 4));
        using var arena = ParameterArena.Create([new("decay", [("embedding.weight", shared), ("head.weight", shared)])]);

        Assert.That(arena.Segments, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_parameter_in_two_groups_is_refused()
    {
        var shared = new Parameter(randn(4, 4));

        Assert.That(
            () => ParameterArena.Create([new("decay", [("w", shared)]), new("no decay", [("w", shared)])]),
            Throws.ArgumentException.With.Message.Contains("updated twice"));
    }

    [Test]
    public void Half_parameters_have_masters_and_FP32_ones_are_their_own()
    {
        var (norm, matrix, bias) = (new Parameter(full([200], 1.001f)), new Parameter(full([3, 50], 1.001f, ScalarType.BFloat16)), new Parameter(full([5], 2f, ScalarType.BFloat16)));
        using var arena = ParameterArena.Create([new("no decay", [("norm", norm), ("bias", bias)]), new("decay", [("matrix", matrix)])]);

        Assert.That(arena.Segments.Select(segment => (segment.Name, segment.Offset, segment.IsHalf)), Is.EqualTo(new[] { ("bias", 0L, true), ("norm", 128L, false), ("matrix", 384L, true) }));
        Assert.That(arena.Compute.numel(), Is.EqualTo(128 + 256), "no room is taken by what needs no copy");
        (norm.sum() + (matrix * 2).sum().to(ScalarType.Float32) + (bias * 3).sum().to(ScalarType.Float32)).backward();
        arena.GatherGradients();
        arena.GatherGradients();
        Assert.That(Gradients(), Is.EqualTo((3f * 5, 200f, 2f * 150)), "gathered once");
        using (no_grad())
        {
            arena.Parameters.add_(0.25);
        }

        arena.PublishParameters();
        Assert.That(norm[0].item<float>(), Is.EqualTo(1.251f));
        Assert.That(bias.to(ScalarType.Float32)[0].item<float>(), Is.EqualTo(2.25f));
        Assert.That(matrix.to(ScalarType.Float32)[2, 49].item<float>(), Is.EqualTo(1.25f));

        (float, float, float) Gradients() => (Sum(0), Sum(1), Sum(2));
        float Sum(int segment) => ParameterArena.View(arena.Gradients, arena.Segments[segment]).sum().item<float>();
    }

    [Test]
    public void Mixed_types_are_refused_with_advice()
    {
        Assert.That(
            () => ParameterArena.Create(ParameterGroup.Split(new FedModel(randn(2, 2), randn(2, 2).to(ScalarType.Float64)))),
            Throws.ArgumentException.With.Message.Contains("[MixedPrecision]"));
    }

    [Test]
    public void A_model_without_trainable_parameters_is_refused()
    {
        var model = new FedModel([1f]);
        model.Values[0].requires_grad = false;

        Assert.That(() => ParameterArena.Create(ParameterGroup.Split(model)), Throws.ArgumentException.With.Message.Contains("no trainable parameter"));
    }

    [Test]
    public void Frozen_parameters_are_left_alone()
    {
        var model = new FedModel([1f, 2f], [3f]);
        model.Values[1].requires_grad = false;
        using var arena = ParameterArena.Create(ParameterGroup.Split(model));

        Assert.That(arena.Segments.Select(segment => segment.Name), Is.EqualTo(new[] { "p0" }));
    }

    [Test]
    public void Matrices_decay_and_vectors_do_not()
    {
        var groups = ParameterGroup.Split(new FedModel(randn(2, 2), randn(2)));

        Assert.That(groups.Select(group => (group.Name, group.WeightDecayScale, group.Parameters.Count)), Is.EqualTo(new[] { ("decay", 1.0, 1), ("no decay", 0.0, 1) }));
    }

    [Test]
    public void Norms_per_parameter_come_from_one_pass()
    {
        Tensor[] values = [randn(3, 50), randn(129), randn(1), randn(20, 20)];
        double[] expected = [.. values.Select(value => Math.Sqrt(value.to(ScalarType.Float64).square().sum().item<double>()))];
        var model = new FedModel(values);
        using var arena = ParameterArena.Create(ParameterGroup.Split(model));
        var norms = arena.ParameterNorms().data<double>().ToArray();

        foreach (var segment in arena.Segments)
        {
            Assert.That(norms[segment.Index], Is.EqualTo(expected[segment.Name[1] - '0']).Within(1e-4).Percent, segment.Name);
        }
    }

    [Test]
    public void Dropped_gradients_are_taken_back()
    {
        var model = new FedModel([1, 2], [3]);
        using var arena = ParameterArena.Create(ParameterGroup.Split(model));
        model.zero_grad();
        model.LossWithGradients([3, 4], [12]).backward();
        arena.ReattachGradients();

        Assert.That(arena.Gradients.sum().item<float>(), Is.EqualTo(19));
    }

    [Test]
    public void The_parameters_outlive_the_arena()
    {
        var model = new FedModel([1, 2]);
        ParameterArena.Create(ParameterGroup.Split(model)).Dispose();

        Assert.That(model[0], Is.EqualTo(new float[] { 1, 2 }));
    }
}
