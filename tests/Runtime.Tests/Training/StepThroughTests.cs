using StableModels.Optimizers;
using StableModels.Precision;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>Sequences that are trained on in stretches: what is cut, and what goes from one stretch to the next.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class StepThroughTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [Test]
    public void Sequences_and_hidden_states_with_holes_are_refused_and_time_may_be_counted_from_the_end()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));
        (Tensor, Tensor[]) Run(Tensor stretch, Tensor[] state) => (model.LossWithGradients([1f]), state);

        Assert.That(() => trainer.StepThrough(ones(4, 2), 2, [zeros(1)], Run, timeDimension: 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("[4, 2]"));
        Assert.That(() => trainer.StepThrough(ones(4, 2), 2, [null!], Run, timeDimension: 0), Throws.ArgumentException.With.Message.Contains("hidden state"));
        Assert.That(() => trainer.StepThrough(ones(4, 2), 2, [zeros(1)], (_, _) => (model.LossWithGradients([1f]), null!), timeDimension: 0), Throws.ArgumentException.With.Message.Contains("beside the loss"));
        Assert.That(trainer.StepThrough(ones(2, 4), 2, [zeros(1)], Run, timeDimension: -1).Steps, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_wrong_time_dimension_is_named_where_shapes_do_not_go_together()
    {
        // Six sequences of five time steps.
        var memory = nn.LSTM(3, 4, batchFirst: true);
        using var trainer = Create(memory, new(new AdamW()));
        Tensor[] start = [zeros(1, 6, 4), zeros(1, 6, 4)];
        (Tensor, Tensor[]) Run(Tensor stretch, Tensor[] state)
        {
            var (outputs, h, c) = memory.call(stretch, (state[0], state[1]));
            return (outputs.square().mean(), [h, c]);
        }

        Assert.That(
            () => trainer.StepThrough(ones(6, 5, 3), 2, start, Run, timeDimension: 0),
            Throws.InvalidOperationException.With.Message.Contains("[2, 5, 3], cut along timeDimension 0").And.Message.Contains("[1, 6, 4] and [1, 6, 4]").And.Message.Contains("1 where the batch comes first"));
        Assert.That(trainer.StepThrough(ones(6, 5, 3), 2, start, Run, timeDimension: 1).Steps, Has.Count.EqualTo(3));
    }

    private static readonly (Func<Tensor[]> Returned, string Advice)[] s_otherStates =
    [
        (() => [], "was given 1 state and returned 0"),
        (() => [zeros(1, 2, 3), zeros(1, 2, 3)], "was given 1 state and returned 2"),
        (() => [zeros(4, 2, 3)], "Float32 of shape [1, 2, 3] and returned it as Float32 of shape [4, 2, 3]"),
        (() => [zeros(1, 2, 3, dtype: ScalarType.Int64)], "returned it as Int64"),
        (() => [null!], "returned no hidden state, or null as a part of it"),
        (() => [Disposed()], "returned a disposed tensor as the state 0"),
    ];

    [Test]
    public void Another_state_than_came_in_is_refused_at_its_own_stretch([Range(0, 5)] int index)
    {
        var (returned, advice) = s_otherStates[index];
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(
            () => trainer.StepThrough(ones(8, 2), 4, [zeros(1, 2, 3)], (_, _) => (model.LossWithGradients([1f]), returned()), timeDimension: 0),
            Throws.ArgumentException.With.Message.Contains(advice).And.Property("ParamName").Null);
        Assert.That(trainer.StepCount, Is.Zero);
    }

    [Test]
    public void Where_there_is_no_state_to_start_with_it_may_become_any()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));
        var (_, fromNone) = trainer.StepThrough(ones(4), 2, [], (_, before) => (model.LossWithGradients([1f]), before is [var h] ? [h.add(1)] : [zeros(3)]), timeDimension: 0);
        var (_, fromEmpty) = trainer.StepThrough(ones(4), 2, [zeros(0, 3)], (stretch, _) => (model.LossWithGradients([1f]), [stretch]), timeDimension: 0);

        Assert.That(fromNone.Single().data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f, 1f }));
        Assert.That(fromEmpty.Single().shape, Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public void What_else_was_disposed_is_told_as_it_is()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));
        var file = new StringReader("");
        file.Dispose();

        Assert.That(
            () => trainer.StepThrough(ones(4), 2, [zeros(1)], (_, before) => (model.LossWithGradients([file.Read()]), before), timeDimension: 0),
            Throws.TypeOf<ObjectDisposedException>().With.Message.Not.Contains("stretch"));
    }

    [Test]
    public void A_memory_may_be_as_long_as_its_stretch_and_grow()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));
        var (steps, last) = trainer.StepThrough(ones(5), 2, [zeros(2)], (stretch, _) => (model.LossWithGradients([1f]), [stretch]), timeDimension: 0);
        var (_, all) = trainer.StepThrough(ones(5), 2, [zeros(0)], (stretch, before) => (model.LossWithGradients([1f]), [cat([before[0], stretch])]), timeDimension: 0);

        Assert.That(steps, Has.Count.EqualTo(3));
        Assert.That(last.Single().shape, Is.EqualTo(new[] { 1L }));
        Assert.That(all.Single().shape, Is.EqualTo(new[] { 5L }));
    }

    [Test]
    public void A_state_may_become_half_precision()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW(), new MixedPrecision(HalfType.BFloat16)));
        var (_, state) = trainer.StepThrough(ones(4), 2, [zeros(1)], (_, _) => (model.Values[0].sum().to(ScalarType.Float32), [model.Values[0].detach()]), timeDimension: 0);

        Assert.That(state[0].dtype, Is.EqualTo(ScalarType.BFloat16));
    }

    [Test]
    public void A_state_that_was_disposed_is_refused_with_where_to_take_it_from()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(
            () => trainer.StepThrough(ones(4), 2, [zeros(1), Disposed()], (_, before) => (model.LossWithGradients([1f]), before), timeDimension: 0),
            Throws.ArgumentException.With.Message.Contains("The state 1, counted from 0, was disposed").And.Message.Contains("pass the states that it returned"));
        Assert.That(
            () => trainer.StepThrough(Disposed(), 2, [], (_, before) => (model.LossWithGradients([1f]), before), timeDimension: 0),
            Throws.ArgumentException.With.Message.Contains("The sequence was disposed"));
    }

    [Test]
    public void A_tensor_of_an_earlier_stretch_is_named_as_what_it_is()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()));
        Tensor? kept = null;

        Assert.That(
            () => trainer.StepThrough(ones(4), 2, [zeros(1)], (_, before) =>
            {
                kept ??= before[0];
                return (model.Values[0].sum() + kept.sum(), before);
            }, timeDimension: 0),
            Throws.InvalidOperationException.With.Message.Contains("take the states from the function's second argument at every stretch"));
        Assert.That(trainer.StepCount, Is.EqualTo(1));
    }

    [Test]
    public void A_stretch_that_fails_leaves_no_tensors_behind_and_the_state_to_the_caller([Values] bool inTheLoss)
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model, new(new AdamW()), maxSkippedInARow: 1);
        var (sequence, start) = (ones(4), zeros(1));
        trainer.Step(() => model.LossWithGradients([1f]));
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var attempt = () => trainer.StepThrough(sequence, 2, [start], (_, before) =>
            inTheLoss ? throw new InvalidDataException("no more data") : (model.LossWithGradients([float.NaN]), before), timeDimension: 0);

        Assert.That(attempt, inTheLoss ? Throws.TypeOf<InvalidDataException>() : Throws.TypeOf<TrainingStalledException>());
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(live));
        Assert.That(start.IsInvalid, Is.False);
    }

    private static Tensor Disposed()
    {
        var tensor = zeros(1);
        tensor.Dispose();
        return tensor;
    }
}
