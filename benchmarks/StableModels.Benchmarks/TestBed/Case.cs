using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Benchmarks.TestBed;

/// <summary>One small training, right or wrong in a known way.</summary>
internal sealed record Case(string Name, PointData Data, Mlp Model)
{
    public const int Steps = 300;

    public double LearningRate { get; init; } = 5e-3;

    public int Warmup { get; init; } = 10;

    public double ClipNorm { get; init; } = 1;

    public double WeightDecay { get; init; } = 0.01;

    public int Batch { get; init; } = 32;

    /// <summary>Stochastic gradient descent instead of AdamW.</summary>
    public bool Sgd { get; init; }

    /// <summary>The loss of logits and labels; cross-entropy by default.</summary>
    public Func<Tensor, Tensor, Tensor> Loss { get; init; } = (logits, labels) => nn.functional.cross_entropy(logits, labels);

    /// <summary>What is trained on what.</summary>
    public override string ToString() => Name + (Data.Rings ? ", rings" : ", blobs");

    /// <summary>Trains once, watched by all detectors.</summary>
    /// <returns>What was found, and how the model does on unseen points.</returns>
    public Outcome Run(int seed, StepObserver? recorder = null)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        using var model = Model.Build();
        using var watch = new GradientWatch { Every = 10 };
        OptimizerPart optimizer = Sgd
            ? new Sgd { LearningRate = LearningRate, WeightDecay = WeightDecay }
            : new AdamW { LearningRate = LearningRate, WeightDecay = WeightDecay };
        var plan = new TrainingPlan([optimizer, new Warmup(Warmup), new CosineDecay(), new ClipNorm(ClipNorm)]);
        using var trainer = Trainer.Create(model, plan, CPU, Steps, new TrainerOptions { Observers = recorder is null ? [watch] : [watch, recorder], MaxSkippedInARow = Steps + 1 });
        while (trainer.StepCount < Steps)
        {
            trainer.Step(batch =>
            {
                var (inputs, labels) = Data.Batch(seed, batch, Batch);
                return Loss(model.call(inputs), labels);
            });
        }

        model.eval();
        using var noGrad = no_grad();
        var (unseen, truth) = (Data with { LabelNoise = 0 }).Batch(seed, -1, 400);
        var logits = model.call(unseen);
        var right = logits.argmax(1).eq(truth).to(ScalarType.Float64).mean().ToDouble();
        return new Outcome(right, nn.functional.cross_entropy(logits, truth).ToDouble(), watch.Findings);
    }
}

/// <summary>How a training ended and what the detectors said.</summary>
internal sealed record Outcome(double Accuracy, double Loss, IReadOnlyList<Finding> Findings)
{
    /// <summary>Among how many answers one is right.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>
    /// The training failed: fewer than 0.85 of the unseen points are right, or the model is as unsure of them as before (cross-entropy near ln 2 = 0.693 of two classes;
    /// two numbers that differ in their last digits can get blobs right by luck).
    /// </summary>
    public bool Failed => !(Accuracy >= 0.85 && Loss < 0.6 * Math.Log2(Classes));

    /// <summary>The detectors spoke up.</summary>
    public bool Alarmed => Findings.Any(finding => finding.Severity >= Severity.Warning);
}
