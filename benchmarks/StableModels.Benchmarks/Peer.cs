using System.Diagnostics;
using System.Text.Json;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>PyTorch in a process of its own that answers one JSON line per command, so that both sides can be measured in turn.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string script, params string[] arguments)
    {
        const string python = "/usr/bin/python3"; // Debian's own: the one that python3-torch installs into
        if (!File.Exists(python))
            throw new FileNotFoundException("The benchmark runs beside PyTorch: install python3-torch (eng/setup --reference).", python);

        var path = Path.Combine(Paths.Repository, "benchmarks", "reference", script);
        _process = Process.Start(new ProcessStartInfo(python, [path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException($"{python} did not start.");
        Version = Read().GetProperty("ready").GetString()!;
    }

    /// <summary>PyTorch's GPT with our initial weights and batches, which are written to a folder for it.</summary>
    public static Peer OfGpt(GptSize size, GptRun ours, string folder)
    {
        var weights = Path.Combine(folder, "weights.safetensors");
        var batches = Path.Combine(folder, "batches.safetensors");
        Safetensors.Save(weights, ours.InitialWeights);
        Safetensors.Save(batches, new Dictionary<string, Tensor> { ["batches"] = ours.Batches });
        return new("gpt.py", JsonSerializer.Serialize(new
        {
            weights,
            batches,
            vocabulary = GptSize.Vocabulary,
            context = size.Context,
            width = size.Width,
            heads = size.Heads,
            depth = size.Depth,
            learning_rate = BenchmarkGpt.LearningRate,
            weight_decay = BenchmarkGpt.WeightDecay,
            warmup = BenchmarkGpt.WarmupSteps,
        }));
    }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    public JsonElement Ask(object command)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
        _process.StandardInput.Flush();
        return Read();
    }

    private JsonElement Read() =>
        _process.StandardOutput.ReadLine() is { } line
            ? JsonDocument.Parse(line).RootElement
            : throw new InvalidOperationException("PyTorch's side of the benchmark ended early; its error is above. Is python3-torch installed (eng/setup --reference)?");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
            _process.Kill();
        _process.Dispose();
    }
}
