using System.Globalization;
using System.Runtime.CompilerServices;
using NativeAot;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

// A declared model without a JIT and without reflection: trained, saved and loaded by one native executable.
const int Steps = 120;
const int Width = 32;
const int Depth = 3;

var folder = Directory.CreateTempSubdirectory("native-aot-").FullName;
try
{
    manual_seed(1);
    var (points, spirals) = Spirals(256);
    using var model = new SpiralClassifier(Width, Depth);
    var trainer = model.CreateTrainer(CPU, Steps, new TrainerOptions { CheckpointFolder = folder });
    var first = trainer.Step(() => cross_entropy(model.call(points), spirals)).Loss;
    var last = first;
    while (trainer.StepCount < Steps)
        last = trainer.Step(() => cross_entropy(model.call(points), spirals)).Loss;
    trainer.Save();
    trainer.Dispose(); // a checkpoint folder belongs to one trainer at a time

    // The trainer's checkpoint, and TorchSharp's own file of weights: each makes a new model that answers the same.
    using var resumed = new SpiralClassifier(Width, Depth);
    using var resumedTrainer = resumed.CreateTrainer(CPU, Steps, new TrainerOptions { CheckpointFolder = folder });
    var found = resumedTrainer.Resume();
    var weights = Path.Combine(folder, "weights.dat");
    model.save(weights);
    using var loaded = new SpiralClassifier(Width, Depth);
    loaded.load(weights);

    var same = found && resumedTrainer.StepCount == Steps && Same(model, resumed, points) && Same(model, loaded, points);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{(RuntimeFeature.IsDynamicCodeSupported ? "just-in-time" : "native")}: loss {first:0.000} to {last:0.000} in {resumedTrainer.StepCount} steps; checkpoint and weights {(same ? "load to the same model" : "DIFFER")}"));
    return same && last < first / 3 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static bool Same(SpiralClassifier one, SpiralClassifier other, Tensor points)
{
    using var withoutGradients = no_grad();
    using var scope = NewDisposeScope();
    return one.call(points).Equals(other.call(points));
}

static (Tensor Points, Tensor Spirals) Spirals(int count)
{
    using var scope = NewDisposeScope();
    var spirals = arange(count, ScalarType.Int64) % 2;
    var way = linspace(0.1, 1, count);
    var angle = way * (2 * Math.PI) + spirals * Math.PI;
    return (stack([way * angle.cos(), way * angle.sin()], 1).MoveToOuterDisposeScope(), spirals.MoveToOuterDisposeScope());
}
