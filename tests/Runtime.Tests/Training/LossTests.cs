using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

internal sealed class LossTests : ScopedTest
{
    [Test]
    public void The_z_loss_has_the_published_value_and_gradient()
    {
        var logits = tensor(new[] { 2.0, 1, 0 }).requires_grad_();
        var loss = ZLoss.Of(logits);
        loss.backward();

        Assert.That(loss.item<double>(), Is.EqualTo(5.796566480028157e-4).Within(1e-12));
        Assert.That(logits.grad!.data<double>().ToArray(), Is.EqualTo(new[] { 3.203276e-4, 1.178419e-4, 4.335163e-5 }).Within(1e-9));
        Assert.That(ZLoss.Of(zeros(2, 50304)).item<float>(), Is.EqualTo(.0117198809f).Within(1e-7f));
        Assert.That(ZLoss.Of(zeros(2, 8, dtype: ScalarType.BFloat16)).dtype, Is.EqualTo(ScalarType.Float32));
    }

    [TestCase(0.0, .4076059644443806)]
    [TestCase(0.1, .5076059644443806)]
    public void Label_smoothing_has_the_published_value(double smoothing, double expected)
    {
        var logits = tensor(new[] { 2.0, 1, 0 }).view(1, 3);
        Assert.That(nn.functional.cross_entropy(logits, tensor(new[] { 0L }), label_smoothing: smoothing).item<double>(), Is.EqualTo(expected).Within(1e-10));
    }

    [Test]
    public void A_declared_z_loss_is_in_the_gradient_and_not_in_the_loss_that_is_reported()
    {
        var inputs = randn(4, 3);
        var labels = tensor(new[] { 0L, 1, 0, 1 });
        var model = nn.Linear(3, 2);
        var task = nn.functional.cross_entropy(model.call(inputs), labels);
        var gradient = autograd.grad([task + ZLoss.Of(model.call(inputs), 0.1)], [model.weight])[0];

        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-9 }, new ZLoss(0.1)), CPU, 10);
        var result = trainer.Step(() =>
        {
            using (no_grad())
                model.call(inputs * 100); // looked at on the way, not trained on
            return nn.functional.cross_entropy(model.call(inputs), labels);
        });

        Assert.That(result.Loss, Is.EqualTo(task.item<float>()).Within(1e-6));
        Assert.That(model.weight!.grad!.data<float>().ToArray(), Is.EqualTo(gradient.data<float>().ToArray()).Within(1e-6));
        Tensor Loss() => nn.functional.cross_entropy(model.call(inputs), labels);
        trainer.Step([Loss, Loss]);
        Assert.That(model.weight.grad!.data<float>().ToArray(), Is.EqualTo(gradient.data<float>().ToArray()).Within(1e-6), "once for each micro-batch");
    }

    [Test]
    public void A_declared_z_loss_counts_no_run_of_the_model_outside_of_the_step([Values] bool inAStepThatFails)
    {
        var (inputs, labels) = (randn(4, 3), tensor(new[] { 0L, 1, 0, 1 }));
        var model = nn.Linear(3, 2);
        var gradient = autograd.grad([nn.functional.cross_entropy(model.call(inputs), labels) + ZLoss.Of(model.call(inputs), 0.1)], [model.weight])[0];
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-9 }, new ZLoss(0.1)), CPU, 10);
        if (inAStepThatFails)
            Assert.That(() => trainer.Step(() => throw new InvalidDataException(model.call(inputs * 100).ToString())), Throws.TypeOf<InvalidDataException>());
        else
            model.call(inputs * 100);

        trainer.Step(() => nn.functional.cross_entropy(model.call(inputs), labels));

        Assert.That(model.weight!.grad!.data<float>().ToArray(), Is.EqualTo(gradient.data<float>().ToArray()).Within(1e-6));
    }

    [Test]
    public void A_declared_z_loss_says_what_it_needs()
    {
        Assert.That(() => new TrainingPlan(new Sgd(), new ZLoss(-1)), Throws.ArgumentException.With.Message.Contains("weight = -1"));
        Assert.That(() => Trainer.Create(new FedModel([1f]), new(new Sgd(), new ZLoss()), CPU, 10), Throws.ArgumentException.With.Message.Contains("ZLoss.Of(logits)"));
        var model = nn.Linear(3, 2);
        using var trainer = Trainer.Create(model, new(new Sgd(), new ZLoss()), CPU, 10);
        Assert.That(() => trainer.Step(() => model.weight!.sum()), Throws.InvalidOperationException.With.Message.Contains("did not run in training mode"));
    }

    [Test]
    public void Declared_stretches_are_those_of_the_plan()
    {
        var model = new FedModel([0.5f]);
        var inputs = tensor(new[] { 1f, 2, 3, 4, 5 });
        (Tensor, Tensor[]) Run(Tensor stretch, Tensor[] state) => (stretch.sum() * model.Values[0].sum(), state);

        using (var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-9 }, new TruncatedBackprop(2)), CPU, 10))
            Assert.That(trainer.StepThrough(inputs, [], Run, timeDimension: 0).Steps, Has.Count.EqualTo(3));
        using (var trainer = Trainer.Create(model, new(new Sgd()), CPU, 10))
            Assert.That(() => trainer.StepThrough(inputs, [], Run, timeDimension: 0), Throws.InvalidOperationException.With.Message.Contains("[TruncatedBackprop(length)]"));
        Assert.That(() => new TrainingPlan(new Sgd(), new TruncatedBackprop(0)), Throws.ArgumentException);
    }

    [Test]
    public void The_gradient_penalty_sees_the_critics_slope()
    {
        var weights = tensor(new[] { 3f, 4f }).requires_grad_();
        var penalty = GradientPenalty.Of(points => points.matmul(weights), randn(5, 2), randn(5, 2));
        penalty.backward();

        Assert.That(penalty.item<float>(), Is.EqualTo(160f).Within(1e-3f));
        // d/dw 10 (|w| - 1)^2 = 20 (|w| - 1) w / |w|
        Assert.That(weights.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 48f, 64f }).Within(1e-3f));
    }

    [Test]
    public void The_gradient_penalty_refuses_samples_that_do_not_match() =>
        Assert.That(() => GradientPenalty.Of(points => points.sum(1), randn(5, 2), randn(4, 2)), Throws.ArgumentException.With.Message.Contains("must be alike"));

    [Test]
    public void Truncated_backprop_carries_the_state_but_not_the_gradient()
    {
        var model = new FedModel([0.5f]);
        var weight = model.Values[0];
        using var trainer = Trainer.Create(model, new(new Sgd { LearningRate = 1e-9 }), CPU, 10);
        var inputs = tensor(new[] { 1f, 2, 3, 4, 5 }).requires_grad_();
        var (steps, state) = trainer.StepThrough(inputs, 2, [zeros(1)], (stretch, before) =>
        {
            // h = w h + x; the loss is the last h of the stretch.
            var hidden = before[0];
            for (long time = 0; time < stretch.shape[0]; time++)
            {
                hidden = hidden.mul(weight).add(stretch[time]);
            }

            return (hidden.sum(), [hidden]);
        }, timeDimension: 0);

        Assert.That(steps.Select(step => step.Loss), Is.EqualTo(new[] { 2.5, 6.125, 8.0625 }).Within(1e-5));
        Assert.That(state[0].item<float>(), Is.EqualTo(8.0625f).Within(1e-5f));
        // Each input acts on its own stretch's loss alone: w for the first of a stretch, 1 for the last.
        Assert.That(inputs.grad!.data<float>().ToArray(), Is.EqualTo(new[] { .5f, 1, .5f, 1, 1 }).Within(1e-6f));
        state[0].Dispose();
    }
}
