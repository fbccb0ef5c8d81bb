using StableModels.Optimizers;
using StableModels.Training;

namespace StableModels.Tests.Training;

/// <summary>Training that no longer changes the model ends with what to do.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class StalledTrainingTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [Test]
    public void Endless_skipping_ends_with_advice()
    {
        var model = new FedModel([0f]);
        using var trainer = Create(model, new(new AdamW()), maxSkippedInARow: 3);
        void Poisoned() => trainer.Step(() => model.LossWithGradients([float.NaN]));
        Poisoned();
        Poisoned();

        Assert.That(Poisoned, Throws.TypeOf<TrainingStalledException>().With.Message.Contains("lower the learning rate"));
    }

    [Test]
    public void A_limit_of_one_stops_at_the_first_gradient_that_is_not_finite_with_the_parameters_as_they_were()
    {
        var model = new FedModel([2f]);
        using var trainer = Create(model, new(new AdamW()), maxSkippedInARow: 1);

        Assert.That(() => trainer.Step(() => model.LossWithGradients([float.NaN])), Throws.TypeOf<TrainingStalledException>());
        Assert.That(model[0], Is.EqualTo(new[] { 2f }));
    }

    [Test]
    public void Gradients_that_were_dropped_are_noticed()
    {
        var model = new FedModel([0f]);
        using var trainer = Create(model, new(new AdamW()));

        Assert.That(
            () => trainer.Step(() =>
            {
                model.zero_grad();
                return model.LossWithGradients([1f]);
            }),
            Throws.TypeOf<TrainingStalledException>().With.Message.Contains("zero_grad()"));
    }

    [Test]
    public void A_second_trainer_for_the_model_is_noticed_by_the_first()
    {
        var model = new FedModel([1f, 2f]);
        using var first = Create(model, new(new AdamW()));
        using var second = Create(model, new(new AdamW()));

        Assert.That(() => first.Step(() => model.LossWithGradients([1f, 1f])), Throws.TypeOf<TrainingStalledException>().With.Message.Contains("second trainer"));
    }
}
