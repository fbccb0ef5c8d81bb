using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Precision;
using StableModels.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = StableModels.Optimizers.AdamW;

namespace StableModels.Tests.Training;

/// <summary>A parameter that the trainer does not know would silently not be trained.</summary>
internal sealed class KnownParametersTests : ScopedTest
{
    [Test]
    public void One_that_came_after_the_trainer_is_refused_at_the_next_step_before_anything_changes()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model);
        model.register_parameter("late", new Parameter(ones(2)));

        Assert.That(
            () => trainer.Step(() => model.LossWithGradients([1], [1, 1])),
            Throws.InvalidOperationException.With.Message.Contains("'late' came into the model after the trainer was made").And.Message.Contains("Build the whole model first"));
        Assert.That((trainer.StepCount, model[0][0]), Is.EqualTo((0L, 1f)));
    }

    [Test]
    public void One_that_the_first_forward_makes_is_refused_in_the_first_step()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model);

        Assert.That(
            () => trainer.Step(() =>
            {
                model.register_parameter("lazy", new Parameter(ones(2)));
                return model.LossWithGradients([1], [1, 1]);
            }),
            Throws.InvalidOperationException.With.Message.Contains("'lazy'"));
    }

    [Test]
    public void One_that_took_anothers_place_is_refused_with_what_to_do_instead()
    {
        var model = nn.Sequential(("head", nn.Linear(2, 1)));
        using var trainer = Create(model);
        ((Linear)model[0]).weight = new Parameter(zeros(1, 2));

        Assert.That(
            () => trainer.Step(() => model.call(ones(1, 2)).sum()),
            Throws.InvalidOperationException.With.Message.Contains("'head.weight' was replaced after the trainer was made").And.Message.Contains("Copy the new values into the old one"));
    }

    [Test]
    public void One_that_comes_during_the_run_is_found_within_a_hundred_steps_and_never_saved()
    {
        var model = new FedModel([1f]);
        var folder = Directory.CreateTempSubdirectory("known-").FullName;
        using (var trainer = Create(model))
        {
            Train(trainer, model, 5);
            model.register_parameter("late", new Parameter(ones(2)));
            Train(trainer, model, 95);

            Assert.That(() => Train(trainer, model, 1), Throws.InvalidOperationException.With.Message.Contains("'late'"), "step 101");
            Assert.That(() => trainer.Save(folder), Throws.InvalidOperationException.With.Message.Contains("'late'"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void A_frozen_one_may_come()
    {
        var model = new FedModel([1f]);
        using var trainer = Create(model);
        model.register_parameter("table", new Parameter(ones(2), requires_grad: false));

        Assert.That(() => Train(trainer, model, 1), Throws.Nothing);
    }

    [Test]
    public void One_that_is_unfrozen_later_is_told_once()
    {
        var model = new FedModel([1f]);
        model.register_parameter("backbone", new Parameter(ones(2), requires_grad: false));
        var history = new RunHistory("run");
        using var trainer = Create(model, history);
        Train(trainer, model, 1);
        Assert.That(history.Findings, Is.Empty);
        model.get_parameter("backbone")!.requires_grad_();
        Train(trainer, model, 200);

        var finding = history.Findings.Single();
        Assert.That((finding.Name, finding.Layer, finding.Step), Is.EqualTo(("Unfrozen too late", "backbone", 101L)));
        Assert.That(finding.Advice, Does.Contain("make another"));
    }

    [Test]
    public void A_clipper_of_a_loop_of_ones_own_refuses_them_too()
    {
        var model = new FedModel([1f]);
        using var clipper = new GradientClipper(model, new ClipNorm(1));
        model.register_parameter("late", new Parameter(ones(2)));

        Assert.That(clipper.Clip, Throws.InvalidOperationException.With.Message.Contains("'late' came into the model after the gradient clipper was made, which does not know it: it would not be clipped"));
    }

    [Test]
    public void One_that_was_given_other_memory_is_refused_with_what_to_do_instead([Values] bool isFirst, [Values] bool isSliced, [Values] bool isHalf)
    {
        using var scope = NewDisposeScope();
        var model = new FedModel([1f, 2f], [3f, 4f]);
        using var trainer = Trainer.Create(model, isHalf ? new(new AdamW(), new MixedPrecision(HalfType.BFloat16)) : new(new AdamW()), CPU, 1000);
        var index = isFirst ? 0 : 1;
        using (no_grad())
            model.Values[index].set_((isSliced ? ones(2, 2).select(1, 0) : ones(2)).to(model.Values[0].dtype));

        Assert.That(
            () => trainer.Step(() => model.Values[0].sum() + model.Values[1].sum()),
            Throws.InvalidOperationException.With.Message.Contains($"'p{index}' was given other memory after the trainer was made").And.Message.Contains("copy_ under no_grad()"));
        Assert.That(() => trainer.Save(Path.GetTempPath()), Throws.InvalidOperationException.With.Message.Contains("other memory"));
    }

    [Test]
    public void Values_that_are_copied_in_are_trained_on()
    {
        var model = new FedModel([1f, 2f]);
        using var trainer = Create(model);
        using (no_grad())
            model.Values[0].copy_(ones(2));

        Assert.That(() => Train(trainer, model, 1, [1, 1]), Throws.Nothing);
        Assert.That(model[0], Is.All.EqualTo(0.999f).Within(1e-3f));
    }

    [Test]
    public void A_clipper_of_a_loop_of_ones_own_refuses_other_memory_too()
    {
        using var scope = NewDisposeScope();
        var model = new FedModel([1f]);
        using var clipper = new GradientClipper(model, new ClipNorm(1));
        using (no_grad())
            model.Values[0].set_(ones(1));

        Assert.That(clipper.Clip, Throws.InvalidOperationException.With.Message.Contains("other memory after the gradient clipper was made").And.Message.Contains("what is clipped is what it had before"));
    }

    private static Trainer Create(nn.Module model, params ITrainingObserver[] observers) =>
        Trainer.Create(model, new(new AdamW()), CPU, 1000, new() { Observers = observers });

    private static void Train(Trainer trainer, FedModel model, int steps, float[]? gradient = null)
    {
        for (var step = 0; step < steps; step++)
            trainer.Step(() => model.LossWithGradients(gradient ?? [1]));
    }
}
