using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Schedules;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Benchmarks.TestBed;

/// <summary>Healthy trainings of other kinds than a stack of layers: a GPT, convolutional networks, an LSTM. Activations are watched too.</summary>
internal static class Architectures
{
    private const int Batch = 16;

    public static readonly (string Name, Func<int, Outcome> Run)[] Healthy =
    [
        ("GPT, counting in unknown steps", seed => Train(() => new BenchmarkGpt(Counting.Symbols, Counting.Length - 1, 32, 2, 2), Counting.Draw, seed, learningRate: 3e-3)),
        ("CNN, bars", seed => Train(() => Cnn(norm: false), Bars, seed, learningRate: 3e-3)),
        ("CNN with batch norm, bars", seed => Train(() => Cnn(norm: true), Bars, seed, learningRate: 3e-3)),
        ("LSTM, sign of the first three", seed => Train(() => new Recurrent(), Signs, seed, learningRate: 1e-2)),
    ];

    private static Outcome Train(Func<Module<Tensor, Tensor>> build, Func<Random, int, (Tensor Inputs, Tensor Labels)> draw, int seed, double learningRate)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        using var model = build();
        using var watch = new GradientWatch { Every = 10, Activations = true };
        var plan = new TrainingPlan(new AdamW { LearningRate = learningRate, WeightDecay = 0.01 }, new Warmup(20), new CosineDecay(), new ClipNorm(1));
        using var trainer = Trainer.Create(model, plan, CPU, Case.Steps, new TrainerOptions { Observers = [watch] });
        while (trainer.StepCount < Case.Steps)
        {
            trainer.Step(batch =>
            {
                var (inputs, labels) = draw(Draws.Of(seed, batch), Batch);
                return Loss(model.call(inputs), labels);
            });
        }

        model.eval();
        using var noGrad = no_grad();
        var (unseen, truth) = draw(new Random(-seed), 10 * Batch);
        var logits = model.call(unseen);
        var right = Last(logits, truth).argmax(-1).eq(truth).to(ScalarType.Float64).mean().ToDouble();
        return new Outcome(right, Loss(logits, truth).ToDouble(), watch.Findings);
    }

    private static Tensor Loss(Tensor logits, Tensor labels) => functional.cross_entropy(Last(logits, labels).reshape(-1, logits.shape[^1]), labels.reshape(-1));

    // Sequences are judged where they can be known: at their ends.
    private static Tensor Last(Tensor logits, Tensor labels) => logits.dim() == 3 ? logits.narrow(1, logits.shape[1] - labels.shape[1], labels.shape[1]) : logits;

    private static TorchSharp.Modules.Sequential Cnn(bool norm)
    {
        List<(string, Module<Tensor, Tensor>)> layers = [("conv1", Conv2d(1, 8, 3, padding: 1)), ("on1", ReLU()), ("pool", MaxPool2d(2)), ("conv2", Conv2d(8, 16, 3, padding: 1))];
        if (norm)
            layers.Add(("norm", BatchNorm2d(16)));
        layers.AddRange([("on2", ReLU()), ("average", AdaptiveAvgPool2d(1)), ("flat", Flatten()), ("head", Linear(16, 2))]);
        return Sequential(layers);
    }

    // A bar that lies or stands in an 8 x 8 picture with noise.
    private static (Tensor, Tensor) Bars(Random random, int size)
    {
        var pixels = new float[size * 64];
        var labels = new long[size];
        for (var i = 0; i < size; i++)
        {
            labels[i] = i % 2;
            var (at, from) = (random.Next(8), random.Next(4));
            for (var pixel = 0; pixel < 64; pixel++)
            {
                var (row, column) = labels[i] == 0 ? (pixel / 8, pixel % 8) : (pixel % 8, pixel / 8);
                pixels[(64 * i) + pixel] = (float)((row == at && column >= from && column < from + 5 ? 1 : 0) + (0.2 * (random.NextDouble() - 0.5)));
            }
        }

        return (tensor(pixels, [size, 1, 8, 8]), tensor(labels));
    }

    private static (Tensor, Tensor) Signs(Random random, int size)
    {
        const int length = 10;
        var values = new float[size * length];
        var labels = new long[size];
        for (var i = 0; i < size; i++)
        {
            for (var time = 0; time < length; time++)
                values[(length * i) + time] = random.Next(2) == 0 ? -1 : 1;
            labels[i] = values[length * i] + values[(length * i) + 1] + values[(length * i) + 2] > 0 ? 1 : 0;
        }

        return (tensor(values, [size, length, 1]), tensor(labels));
    }

    /// <summary>0 2 4 6 ...: where it starts and by how much it steps is told by its first two symbols.</summary>
    private static class Counting
    {
        public const int Symbols = 12;
        public const int Length = 12;
        private const int Known = Length - 3;

        public static (Tensor, Tensor) Draw(Random random, int size)
        {
            var symbols = new long[size * Length];
            for (var i = 0; i < size; i++)
            {
                var (start, step) = (random.Next(Symbols), random.Next(1, 4));
                for (var time = 0; time < Length; time++)
                    symbols[(Length * i) + time] = (start + (time * step)) % Symbols;
            }

            var all = tensor(symbols, [size, Length]);
            return (all.narrow(1, 0, Length - 1), all.narrow(1, Length - Known, Known));
        }
    }

    private sealed class Recurrent : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.LSTM _lstm = LSTM(1, 16, batchFirst: true);
        private readonly TorchSharp.Modules.Linear _head = Linear(16, 2);

        public Recurrent()
            : base(nameof(Recurrent))
        {
            register_module("lstm", _lstm);
            register_module("head", _head);
        }

        public override Tensor forward(Tensor input)
        {
            var (output, _, _) = _lstm.call(input);
            return _head.call(output.select(1, -1));
        }
    }
}
