using StableModels.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Benchmarks.TestBed;

/// <summary>Healthy trainings of other kinds than a stack of layers: a GPT, convolutional networks, an LSTM. Activations are watched too.</summary>
internal static class Architectures
{
    public static readonly Architecture[] Healthy =
    [
        new("GPT, counting in unknown steps", Gpt, Counting.Draw) { Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.01 } },
        // They start slowly: at three tenths of the run hardly a tenth of the loss is gone.
        new("GPT, Lion and a batch ramp", Gpt, Counting.Draw) { Optimizer = new Lion { LearningRate = 2e-4, WeightDecay = 0.1 }, Ramp = new(1, 4, 300) },
        new("LSTM, low learning rate", () => new Recurrent(), Signs) { Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.01 } },
        new("CNN, bars", () => Cnn(norm: false), Bars) { Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.01 } },
        new("CNN with batch norm, bars", () => Cnn(norm: true), Bars) { Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.01 } },
        new("LSTM, sign of the first three", () => new Recurrent(), Signs) { Optimizer = new AdamW { LearningRate = 1e-2, WeightDecay = 0.01 } },
    ];

    private static BenchmarkGpt Gpt() => new(Counting.Symbols, Counting.Length - 1, 32, 2, 2);

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
