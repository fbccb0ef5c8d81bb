using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>A loss from which nothing would be learnt is refused with the reason; a gradient of zero that is right is not.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class RefusedLossTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [Test]
    public void A_loss_that_is_no_single_number_is_refused() =>
        Assert.That(
            () =>
            {
                var model = new FedModel([1f, 2f]);
                using var trainer = Create(model, new(new AdamW()));
                trainer.Step(() => model.Values[0].mul(2));
            },
            Throws.ArgumentException.With.Message.Contains("mean()"));

    [Test]
    public void A_loss_without_gradient_is_refused() =>
        Assert.That(
            () =>
            {
                var model = new FedModel([1f, 2f]);
                using var trainer = Create(model, new(new AdamW()));
                trainer.Step(() => zeros([]));
            },
            Throws.ArgumentException.With.Message.Contains("no_grad()"));

    [Test]
    public void A_loss_that_is_null_or_counts_is_refused()
    {
        var model = new FedModel([1f, 2f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(() => trainer.Step(() => null!), Throws.ArgumentException.With.Message.Contains("returned null"));
        Assert.That(() => trainer.Step(() => model.Values[0].gt(0).sum()), Throws.ArgumentException.With.Message.Contains("of type Int64").And.Message.Contains("accuracy"));
        Assert.That(() => trainer.Step(new Func<Tensor>[] { () => zeros([]), null! }), Throws.ArgumentNullException.With.Message.Contains("micro-batch 1"));
    }

    [Test]
    public void A_loss_that_was_propagated_before_is_refused_with_the_reason()
    {
        var model = new FedModel([1f, 2f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(
            () => trainer.Step(() =>
            {
                var loss = model.Values[0].square().sum();
                loss.backward();
                return loss;
            }),
            Throws.InvalidOperationException.With.Message.Contains("the trainer calls backward() itself"));
    }

    [Test]
    public void A_loss_of_another_model_is_refused_within_two_steps()
    {
        var (model, other) = (new FedModel([1f, 2f]), new FedModel([1f, 2f]));
        using var trainer = Create(model, new(new AdamW(), new GradientAccumulation(2)));
        void Step() => trainer.Step(_ => other.LossWithGradients([1f, 1f]));
        Step();

        Assert.That(Step, Throws.ArgumentException.With.Message.Contains("does not depend on any trainable parameter").And.Message.Contains("the model in the loss is the one that the trainer was made for"));
        Assert.That(() => trainer.Step(_ => model.LossWithGradients([1f, 1f])), Throws.Nothing, "and the right one trains");
        Assert.That(model.Values[0].grad!.data<float>().ToArray(), Is.Not.EqualTo(new[] { 0f, 0f }));
    }

    [Test]
    public void A_gradient_that_is_zero_because_nothing_is_wrong_trains_on()
    {
        var (model, plain) = (new FedModel([1f, 2f]), new FedModel([1f, 2f]));
        using var trainer = Create(model, new(new AdamW()));
        using var reference = Create(plain, new(new AdamW()));
        for (var step = 0; step < 4; step++)
        {
            trainer.Step(() => model.LossWithGradients(step < 2 ? [0f, 0f] : [1f, -1f]));
            reference.Step(() => plain.LossWithGradients(step < 2 ? [0f, 0f] : [1f, -1f]));
        }

        Assert.That(trainer.UpdateCount, Is.EqualTo(4));
        Assert.That(model[0], Is.EqualTo(plain[0]));
    }
}
