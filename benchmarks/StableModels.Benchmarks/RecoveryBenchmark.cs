using System.Diagnostics;
using System.Globalization;
using StableModels.Recovery;
using StableModels.Training;

namespace StableModels.Benchmarks;

/// <summary>What it costs to be able to go back: the time of a snapshot, of going back from memory and from a file, and the bytes that are kept.</summary>
internal static class RecoveryBenchmark
{
    private const int Repeats = 5;

    public static void Run()
    {
        foreach (var size in new[] { GptSize.Small, GptSize.Medium, GptSize.Large })
        {
            var (capture, memory, disk, bytes, parameters) = Measure(size);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{size}: {parameters} parameters, snapshot {1000 * capture:F1} ms and {bytes / 1e6:F1} MB, back from memory {1000 * memory:F1} ms, from a file {1000 * disk:F1} ms"));
            if (size == GptSize.Large)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recovery: {memory:F3} s from memory, {disk:F3} s from a file, {bytes / (double)parameters:F1} bytes per parameter and snapshot"));
        }
    }

    private static (double Capture, double Memory, double Disk, long Bytes, long Parameters) Measure(GptSize size)
    {
        using var run = new GptRun(size);
        run.Steps(3);
        var folder = Directory.CreateTempSubdirectory("recovery-").FullName;
        using var inMemory = new SnapshotRing(1);
        using var onDisk = new SnapshotRing(1, 1, folder);
        var captures = new List<double>();
        var fromMemory = new List<double>();
        var fromDisk = new List<double>();
        long bytes = 0;
        for (var i = 0; i < Repeats; i++)
        {
            captures.Add(Seconds(() => inMemory.Add(i, _ => run.Trainer.Capture())));
            bytes = inMemory.BytesInMemory;
            // The second snapshot pushes the first one into a file.
            onDisk.Add(2 * i, _ => run.Trainer.Capture());
            onDisk.Add((2 * i) + 1, _ => run.Trainer.Capture());
            fromMemory.Add(Seconds(() => run.Trainer.Restore(inMemory.TakeBackTo(i)!.Value.State)));
            fromDisk.Add(Seconds(() => run.Trainer.Restore(onDisk.TakeBackTo(2 * i)!.Value.State)));
        }
        onDisk.Dispose();
        Directory.Delete(folder, recursive: true);
        return (Median.Of(captures), Median.Of(fromMemory), Median.Of(fromDisk), bytes, run.Trainer.Arena.ParameterCount);
    }

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
