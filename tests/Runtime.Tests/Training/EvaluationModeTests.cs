using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>A model that is trained in evaluation mode by mistake is told of.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class EvaluationModeTests(bool scalarsOnDevice) : TrainerTest(scalarsOnDevice)
{
    [Test]
    public void A_model_that_an_evaluation_leaves_in_evaluation_mode_is_told_of_once_a_time()
    {
        using var scope = NewDisposeScope();
        var model = nn.Sequential(("fc", nn.Linear(4, 4)), ("drop", nn.Dropout(0.1)), ("out", nn.Linear(4, 1)));
        var history = new RunHistory("run");
        using var trainer = Trainer.Create(model, new TrainingPlan(new AdamW(), new ClipNorm(1)), CPU, 100, new TrainerOptions { Observers = [history] });
        void Train(int steps)
        {
            for (var step = 0; step < steps; step++)
                trainer.Step(() => model.call(ones(2, 4)).square().mean());
        }

        Train(2);
        model.eval();
        model.train();
        Train(1);
        Assert.That(history.Findings, Is.Empty, "an evaluation between two steps");
        model.eval();
        Train(3);
        var finding = history.Findings.Single();
        Assert.That((finding.Name, finding.Layer, finding.Step), Is.EqualTo(("Left in evaluation mode", "drop", 4L)));
        Assert.That(finding.Advice, Does.Contain("train()"));

        model.train();
        Train(1);
        model.eval();
        Train(2);
        Assert.That(history.Findings, Has.Count.EqualTo(2));
    }

    [TestCase(true, TestName = "Evaluation mode from the start is meant so")]
    [TestCase(false, TestName = "Evaluation mode means nothing where no layer depends on it")]
    public void Evaluation_mode_is_let_be(bool hasDropout)
    {
        using var scope = NewDisposeScope();
        var model = hasDropout ? nn.Sequential(("drop", nn.Dropout(0.1)), ("out", nn.Linear(4, 1))) : nn.Sequential(("fc", nn.Linear(4, 4)), ("out", nn.Linear(4, 1)));
        var history = new RunHistory("run");
        using var trainer = Trainer.Create(model, new TrainingPlan(new AdamW(), new ClipNorm(1)), CPU, 100, new TrainerOptions { Observers = [history] });
        if (!hasDropout)
            trainer.Step(() => model.call(ones(2, 4)).square().mean());
        model.eval();
        for (var step = 0; step < 3; step++)
            trainer.Step(() => model.call(ones(2, 4)).square().mean());

        Assert.That(history.Findings, Is.Empty);
    }
}
