using StableModels.Gradients;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Tests.Monitoring;

/// <summary>A small classifier with dropout on two overlapping blobs; a batch is made from its index alone.</summary>
internal sealed class BlobRun : IDisposable
{
    private readonly Func<long, bool> _poisoned;

    public BlobRun(long totalSteps, IReadOnlyList<ITrainingObserver> observers, Func<long, bool>? poisoned = null, string? checkpoints = null, params ITrainingPart[] extras)
    {
        _poisoned = poisoned ?? (_ => false);
        manual_seed(3);
        Model = nn.Sequential(
            ("first", nn.Linear(2, 16)), ("on", nn.ReLU()), ("drop", nn.Dropout(0.1)),
            ("second", nn.Linear(16, 16)), ("on2", nn.ReLU()), ("last", nn.Linear(16, 2)));
        var plan = new TrainingPlan([new StableModels.Optimizers.AdamW { LearningRate = 5e-3 }, new Warmup(10), new CosineDecay(), new ClipNorm(1), .. extras]);
        Trainer = Trainer.Create(Model, plan, CPU, totalSteps, new TrainerOptions { Observers = observers, CheckpointFolder = checkpoints });
    }

    public Sequential Model { get; }

    public Trainer Trainer { get; }

    /// <summary>Every parameter's bits in one array.</summary>
    public float[] Weights => [.. Model.parameters().SelectMany(parameter => parameter.detach().contiguous().data<float>().ToArray())];

    public void TrainTo(long step)
    {
        while (Trainer.StepCount < step)
            Trainer.Step(Loss);
    }

    public void TrainToBatch(long batch)
    {
        while (Trainer.BatchCursor < batch)
            Trainer.Step(Loss);
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
    }

    private Tensor Loss(long batch)
    {
        var random = new Random((int)batch);
        var inputs = new float[32 * 2];
        var labels = new long[32];
        for (var i = 0; i < 32; i++)
        {
            labels[i] = i % 2;
            inputs[2 * i] = (float)((random.NextDouble() * 2) - 1 + (labels[i] == 1 ? 0.8 : -0.8));
            inputs[(2 * i) + 1] = (float)((random.NextDouble() * 2) - 1);
        }
        var x = tensor(inputs, 32, 2);
        if (_poisoned(batch))
            x = x * -500;
        return nn.functional.cross_entropy(Model.call(x), tensor(labels));
    }
}
