using System.Globalization;
using StableModels.Monitoring;
using StableModels.Recovery;
using StableModels.Training;

namespace StableModels.Benchmarks;

/// <summary>
/// What watching and protecting costs: the same steps with nothing but the trainer, and with layer readings, all detectors, curves, metrics, JSON lines
/// and the spike guard with its snapshots. The two run in turn, so that a busy machine slows both.
/// </summary>
internal static class OverheadBenchmark
{
    private const int Rounds = 7;

    public static void Run()
    {
        TorchSharp.torch.set_num_threads(Environment.ProcessorCount);
        var small = Measure(GptSize.Small, steps: 200);
        var large = Measure(GptSize.Large, steps: 50);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"overhead: small {small:F1} %, large {large:F1} %"));
    }

    private static double Measure(GptSize size, int steps)
    {
        var file = Path.Combine(Path.GetTempPath(), $"overhead-{Environment.ProcessId}.jsonl");
        using var watch = new GradientWatch();
        using var metrics = new MetricsObserver("overhead");
        using var lines = new JsonLinesObserver(file);
        using var guard = new SpikeRecovery(new SpikeGuard());
        using var plain = new GptRun(size);
        using var watched = new GptRun(size, options: new TrainerOptions { Observers = [new RunHistory("overhead"), watch, metrics, lines, guard] });
        plain.Steps(10);
        watched.Steps(10);

        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var without = plain.Steps(steps).Seconds;
            var with = watched.Steps(steps).Seconds;
            ratios.Add(with / without);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size}: {1000 * without / steps:F2} ms a step alone, {1000 * with / steps:F2} ms watched"));
        }
        File.Delete(file);
        return 100 * (Median.Of(ratios) - 1);
    }
}
