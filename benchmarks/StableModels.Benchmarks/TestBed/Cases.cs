using TorchSharp;
using static StableModels.Benchmarks.TestBed.Mlp;
using static StableModels.Benchmarks.TestBed.PointData;

namespace StableModels.Benchmarks.TestBed;

/// <summary>The test bed: trainings with one thing wrong, and unusual ones that are right.</summary>
internal static class Cases
{
    public static readonly Case[] Buggy =
    [
        // The signal dies on its way through the layers.
        new("tanh x 20, tiny uniform", Circle, new() { Depth = 20, Activation = x => x.tanh(), Weight = Uniform(0.01) }),
        new("tanh x 20, tiny uniform", Blobs, new() { Depth = 20, Activation = x => x.tanh(), Weight = Uniform(0.01) }),
        new("tanh x 30, gain 1/2", Circle, new() { Depth = 30, Activation = x => x.tanh(), Weight = FanIn(0.5) }),
        new("sigmoid x 10, He-uniform", Circle, new() { Depth = 10, Activation = x => x.sigmoid(), Weight = HeUniform }),
        new("sigmoid x 10, He-uniform", Blobs, new() { Depth = 10, Activation = x => x.sigmoid(), Weight = HeUniform }),
        new("sigmoid x 20, He-uniform", Circle, new() { Depth = 20, Activation = x => x.sigmoid(), Weight = HeUniform }),
        new("sigmoid x 20, tiny uniform", Blobs, new() { Depth = 20, Activation = x => x.sigmoid(), Weight = Uniform(0.01) }),
        new("ReLU x 34, tiny uniform", Circle, new() { Depth = 34, Weight = Uniform(0.05) }),
        new("ReLU x 34, tiny uniform", Blobs, new() { Depth = 34, Weight = Uniform(0.05) }),
        new("GELU x 34, gain 1", Circle, new() { Depth = 34, Activation = x => x.gelu(), Weight = FanIn(1) }),
        new("GELU x 34, gain 1", Blobs, new() { Depth = 34, Activation = x => x.gelu(), Weight = FanIn(1) }),
        new("ReLU x 34 with layer norm, no residual", Circle, new() { Depth = 34, Norm = true }),
        // It explodes.
        new("exp x 4", Circle, new() { Depth = 4, Activation = x => x.exp() }),
        new("exp x 6", Blobs, new() { Depth = 6, Activation = x => x.exp() }),
        new("ReLU x 10, 10 x He", Circle, new() { Depth = 10, Weight = FanIn(14) }),
        new("ReLU x 12, 20 x He", Blobs, new() { Depth = 12, Weight = FanIn(28) }),
        new("no activation x 40, gain 3", Blobs, new() { Depth = 40, Activation = x => x, Weight = FanIn(3) }),
        // Units that are alike, or off.
        new("hidden weights zero", Circle, new() { Weight = Constant(0) }),
        new("hidden weights zero", Blobs, new() { Weight = Constant(0) }),
        new("all weights constant", Circle, new() { Weight = Constant(0.1), Output = Constant(0.1) }),
        // Behind a weight of zero ReLU's slope is zero too: eleven of the layers never learn, and the others do without them.
        new("residual x 12, ReLU branches zero", Circle, new() { Depth = 12, Residual = true, Weight = weight => { if (weight.shape[1] == 2) HeUniform(weight); else TorchSharp.torch.nn.init.zeros_(weight); } }),
        new("ReLU, biases -20", Circle, new() { Depth = 4, Bias = -20 }),
        new("ReLU, biases -20", Blobs, new() { Depth = 4, Bias = -20 }),
        // The learning rate.
        new("learning rate 10", Circle, new() { Depth = 4 }) { LearningRate = 10, Warmup = 1 },
        new("learning rate 10", Blobs, new() { Depth = 4 }) { LearningRate = 10, Warmup = 1 },
        new("learning rate 1, ten layers", Circle, new() { Depth = 10 }) { LearningRate = 1, Warmup = 1 },
        new("learning rate 1e-7", Circle, new()) { LearningRate = 1e-7 },
        new("learning rate 1e-7, SGD", Blobs, new() { Output = Constant(0) }) { LearningRate = 1e-7, Sgd = true },
        new("weight decay 200", Circle, new()) { WeightDecay = 200 },
        new("clipped to 1e-7, SGD", Circle, new()) { ClipNorm = 1e-7, Sgd = true, LearningRate = 0.1 },
        // Data and loss.
        new("labels shuffled", Circle with { LabelNoise = 0.5 }, new()),
        new("inputs zero", Blobs with { Scale = 0 }, new()),
        new("inputs times a million, tanh", Circle with { Scale = 1e6 }, new() { Depth = 6, Activation = x => x.tanh() }),
        new("loss maximised", Circle, new()) { Loss = (logits, labels) => -torch.nn.functional.cross_entropy(logits, labels) },
        new("sqrt of zero in the loss", Circle, new()) { Loss = (logits, labels) => torch.nn.functional.cross_entropy(logits, labels) + (logits - logits).sum().sqrt() },
        new("dropout 0.99", Circle, new() { Depth = 4, Dropout = 0.99 }),
    ];

    public static readonly Case[] Healthy =
    [
        new("ReLU x 2", Circle, new()),
        new("ReLU x 2", Blobs, new()),
        new("ReLU x 10, He", Circle, new() { Depth = 10 }),
        new("tanh x 2", Circle, new() { Activation = x => x.tanh(), Weight = FanIn(5.0 / 3) }),
        new("tanh x 6", Blobs, new() { Depth = 6, Activation = x => x.tanh(), Weight = FanIn(5.0 / 3) }),
        new("sigmoid x 1", Circle, new() { Depth = 1, Activation = x => x.sigmoid(), Weight = FanIn(4) }) { LearningRate = 0.03 },
        new("sigmoid x 2", Blobs, new() { Activation = x => x.sigmoid() }),
        new("GELU x 4", Circle, new() { Depth = 4, Activation = x => x.gelu(), Weight = FanIn(1.5335) }),
        new("output weights zero", Circle, new() { Output = Constant(0) }),
        new("output weights constant", Blobs, new() { Output = Constant(0.1) }),
        new("residual x 12", Circle, new() { Depth = 12, Residual = true, Weight = FanIn(0.4) }),
        new("residual x 12, branches zero", Circle, new() { Depth = 12, Residual = true, Activation = x => x.tanh(), Weight = weight => { if (weight.shape[1] == 2) HeUniform(weight); else TorchSharp.torch.nn.init.zeros_(weight); } }),
        new("layer norm x 4", Circle, new() { Depth = 4, Norm = true }),
        new("batch of 4", Circle, new()) { Batch = 4 },
        new("labels 10 % wrong", Circle with { LabelNoise = 0.1 }, new()),
        new("overlapping blobs", Blobs with { Distance = 0.8 }, new()),
        new("blobs far apart", Blobs with { Distance = 4 }, new()),
        new("clipped to 0.001", Circle, new()) { ClipNorm = 0.001 },
        new("loss summed, not averaged", Circle, new()) { Loss = (logits, labels) => torch.nn.functional.cross_entropy(logits, labels) * 1000 },
        new("dropout 0.3", Circle, new() { Depth = 3, Dropout = 0.3 }),
        new("warm-up over a third of the run", Blobs, new()) { Warmup = 100 },
        new("learning rate 0.5 with SGD", Circle, new()) { LearningRate = 0.5, Sgd = true },
    ];
}
