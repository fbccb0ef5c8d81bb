using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Tests.Training;

/// <summary>A folder for checkpoints, and small runs whose data come from the generator.</summary>
internal abstract class CheckpointTest : ScopedTest
{
    protected string Folder { get; private set; } = "";

    [SetUp]
    public void MakeFolder() => Folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Folder, recursive: true);

    protected Trainer NewTrainer(long totalSteps, IReadOnlyList<ITrainingObserver> observers) =>
        Trainer.Create(new FedModel(zeros(2, 2), zeros(2)), Plan(), CPU, totalSteps, new() { CheckpointFolder = Folder, Observers = observers });

    protected Trainer NewFrozen(int frozen)
    {
        var model = new FedModel([1, 2], [3, 4]);
        for (var index = 0; index < 2; index++)
        {
            model.Values[index].requires_grad = index != frozen;
        }

        return Trainer.Create(model, new(new AdamW()), CPU, 20, new() { CheckpointFolder = Folder });
    }

    protected static void AssertSame(Trainer trainer, TrainingState before)
    {
        using var after = trainer.Capture();
        Assert.That(after.Values, Is.EquivalentTo(before.Values));
        foreach (var (name, tensor) in before.Tensors)
        {
            Assert.That(after.Tensors[name].equal(tensor).all().item<bool>(), Is.True, name);
        }
    }

    protected static TrainingPlan Plan() => new(new AdamW { LearningRate = 0.1 }, new Warmup(3), new CosineDecay(), new ClipNorm(1));

    protected static void Train(FedModel model, Trainer trainer, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            // The data comes from the generator, so the test fails when its state is not restored.
            trainer.Step(batch => model.LossWithGradients(randn(4).add(batch).data<float>().ToArray(), batch == 2 ? [float.NaN, 0] : [1, 2]));
        }
    }

    protected (FedModel Model, Trainer Trainer) NewRun(bool? scalarsOnDevice = null)
    {
        var model = new FedModel(randn(2, 2), randn(2));
        return (model, Trainer.Create(model, Plan(), CPU, 20, new() { CheckpointFolder = Folder, ScalarsOnDevice = scalarsOnDevice }));
    }
}
