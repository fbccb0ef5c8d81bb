using System.Diagnostics;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace StableModels.Benchmarks;

/// <summary>Our side of a training run: the declared model, its trainer and the batches that both sides see.</summary>
internal sealed class GptRun : IDisposable
{
    private const int BatchCount = 16;
    private readonly Tensor[] _inputs;
    private readonly Tensor[] _targets;

    public GptRun(GptSize size, int seed = 1, TrainerOptions? options = null)
    {
        manual_seed(seed);
        Model = new BenchmarkGpt(GptSize.Vocabulary, size.Context, size.Width, size.Heads, size.Depth);
        Batches = randint(0, GptSize.Vocabulary, [BatchCount, size.Batch, size.Context + 1], ScalarType.Int64);
        _inputs = [.. Enumerable.Range(0, BatchCount).Select(i => Batches[i][.., ..^1].contiguous())];
        _targets = [.. Enumerable.Range(0, BatchCount).Select(i => Batches[i][.., 1..].reshape(-1))];
        InitialWeights = Model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        Trainer = Model.CreateTrainer(CPU, totalSteps: 1_000_000, options);
    }

    public BenchmarkGpt Model { get; }

    public Trainer Trainer { get; }

    /// <summary>Token ids, [batches, batch, context + 1].</summary>
    public Tensor Batches { get; }

    /// <summary>The weights before the first step, by name.</summary>
    public Dictionary<string, Tensor> InitialWeights { get; }

    /// <summary>Takes steps; gives the seconds and each step's loss.</summary>
    public (double Seconds, double[] Losses) Steps(int count)
    {
        var results = new StepResult[count];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
            results[i] = Trainer.Step(Loss);
        _ = results[^1].Loss; // all work is done when the last loss can be read
        var seconds = watch.Elapsed.TotalSeconds;
        return (seconds, [.. results.Select(result => result.Loss)]);
    }

    /// <summary>Takes one step.</summary>
    public StepResult Step() => Trainer.Step(Loss);

    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
        Batches.Dispose();
        foreach (var tensor in _inputs.Concat(_targets).Concat(InitialWeights.Values))
            tensor.Dispose();
    }

    private Tensor Loss(long batch)
    {
        var index = (int)(batch % BatchCount);
        var logits = Model.call(_inputs[index]);
        return cross_entropy(logits.view(-1, GptSize.Vocabulary), _targets[index]);
    }
}
