using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Benchmarks.TestBed;

/// <summary>One training of a network of any kind. Activations are watched too.</summary>
/// <param name="Name">What is trained on what.</param>
/// <param name="Build">Makes the model.</param>
/// <param name="Draw">Makes so many examples.</param>
internal sealed record Architecture(string Name, Func<Module<Tensor, Tensor>> Build, Func<Random, int, (Tensor Inputs, Tensor Labels)> Draw)
{
    private const int Batch = 16;

    public required OptimizerPart Optimizer { get; init; }

    public int Steps { get; init; } = Case.Steps;

    /// <summary>Micro-batches per update that grow in number.</summary>
    public BatchRamp? Ramp { get; init; }

    /// <summary>Trains once, watched by all detectors.</summary>
    public Outcome Run(int seed, StepObserver? recorder = null)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        using var model = Build();
        using var watch = new GradientWatch { Every = 10, Activations = true };
        ITrainingPart[] parts = [Optimizer, new Warmup(20), new CosineDecay(), new ClipNorm(1)];
        var plan = new TrainingPlan(Ramp is null ? parts : [.. parts, Ramp]);
        using var trainer = Trainer.Create(model, plan, CPU, Steps, new TrainerOptions { Observers = recorder is null ? [watch] : [watch, recorder] });
        while (trainer.StepCount < Steps)
        {
            trainer.Step(batch =>
            {
                var (inputs, labels) = Draw(Draws.Of(seed, batch), Batch);
                return Loss(model.call(inputs), labels);
            });
        }

        model.eval();
        using var noGrad = no_grad();
        var (unseen, truth) = Draw(new Random(-seed), 10 * Batch);
        var logits = model.call(unseen);
        var right = Last(logits, truth).argmax(-1).eq(truth).to(ScalarType.Float64).mean().ToDouble();
        return new Outcome(right, Loss(logits, truth).ToDouble(), watch.Findings) { Classes = (int)logits.shape[^1] };
    }

    private static Tensor Loss(Tensor logits, Tensor labels) => functional.cross_entropy(Last(logits, labels).reshape(-1, logits.shape[^1]), labels.reshape(-1));

    // Sequences are judged where they can be known: at their ends.
    private static Tensor Last(Tensor logits, Tensor labels) => logits.dim() == 3 ? logits.narrow(1, logits.shape[1] - labels.shape[1], labels.shape[1]) : logits;
}
