using System.Globalization;
using Spectre.Console;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>
/// A training step (forward, backward, clip 1.0, AdamW, FP32) beside PyTorch's on the same libtorch and BLAS with the same initial weights
/// and batches: each side at its best number of threads, the two in turn. With --everything our side is also watched and guarded (<see cref="WatchedRun"/>); PyTorch's is not.
/// </summary>
internal static class TrainingBenchmark
{
    private const int ComparedSteps = 50;
    private const int Rounds = 9;
    private const double SecondsPerRound = 1.5;

    public static void Run(string[] arguments)
    {
        GptSize[] sizes = arguments.Contains("--large") ? [GptSize.Small, GptSize.Medium, GptSize.Large] : [GptSize.Small, GptSize.Medium];
        var everything = arguments.Contains("--everything");
        var table = new Table().AddColumns("GPT", "ours steps/s (threads)", "PyTorch steps/s (threads)", "ratio", "max loss difference", "peak MB ours / PyTorch");
        var comparisons = new List<(GptSize Size, double Ratio, double Difference)>();
        foreach (var size in sizes)
        {
            Console.Error.WriteLine($"measuring {size} ...");
            var (row, ratio, difference) = Compare(size, everything);
            table.AddRow(row);
            comparisons.Add((size, ratio, difference));
        }

        AnsiConsole.Write(table);
        var ratios = string.Join(", ", comparisons.Select(comparison => string.Create(CultureInfo.InvariantCulture, $"{comparison.Size.Name} {comparison.Ratio:0.00}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"training{(everything ? " with everything declared" : "")}: {ratios}, max loss difference {comparisons.Max(comparison => comparison.Difference):0.0e+0}"));
    }

    private static (string[] Row, double Ratio, double Difference) Compare(GptSize size, bool everything)
    {
        var folder = Directory.CreateTempSubdirectory("training-benchmark-");
        try
        {
            using var watched = everything ? new WatchedRun(size) : null;
            using var plain = everything ? null : new GptRun(size);
            var ours = watched?.Run ?? plain!;
            using var theirs = Peer.OfGpt(size, ours, folder.FullName);

            set_num_threads(1);
            var (seconds, ourLosses) = ours.Steps(ComparedSteps);
            var trial = Math.Max(2, (int)(ComparedSteps / seconds)); // about a second
            var theirLosses = Ask(theirs, ComparedSteps, 1, foreachOptimizer: false, reset: true).Losses;
            var difference = ourLosses.Zip(theirLosses, (a, b) => Math.Abs(a - b)).Max();

            var (ourThreads, ourSpeed) = Best([1, 2], threads => OurSpeed(ours, threads, trial));
            var ((theirThreads, theirForeach), theirSpeed) = Best(
                [(1, false), (2, false), (1, true), (2, true)],
                choice => TheirSpeed(theirs, choice.Item1, choice.Item2, trial, reset: true));
            TheirSpeed(theirs, theirThreads, theirForeach, trial, reset: true);

            var ourSteps = Math.Max(1, (int)(ourSpeed * SecondsPerRound));
            var theirSteps = Math.Max(1, (int)(theirSpeed * SecondsPerRound));
            var rounds = Enumerable.Range(0, Rounds)
                .Select(_ => (Ours: OurSpeed(ours, ourThreads, ourSteps), Theirs: TheirSpeed(theirs, theirThreads, theirForeach, theirSteps, reset: false)))
                .ToArray();
            var ratio = Median.Of(rounds.Select(round => round.Ours / round.Theirs));
            var theirPeak = theirs.Ask(new { threads = theirThreads, steps = 1 }).GetProperty("peak_bytes").GetInt64();

            string[] row =
            [
                size.ToString(),
                $"{Median.Of(rounds.Select(round => round.Ours)):0.0} ({ourThreads})",
                $"{Median.Of(rounds.Select(round => round.Theirs)):0.0} ({theirThreads}{(theirForeach ? ", foreach" : "")})",
                $"{ratio:0.00}",
                $"{difference:0.0e+0}",
                $"{PeakMemory.Bytes / 1e6:0} / {theirPeak / 1e6:0}",
            ];
            return (row, ratio, difference);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (T Choice, double Speed) Best<T>(T[] choices, Func<T, double> speedOf) =>
        choices.Select(choice => (choice, Speed: Math.Max(speedOf(choice), speedOf(choice)))).MaxBy(measured => measured.Speed);

    private static double OurSpeed(GptRun run, int threads, int steps)
    {
        set_num_threads(threads);
        return steps / run.Steps(steps).Seconds;
    }

    private static double TheirSpeed(Peer peer, int threads, bool foreachOptimizer, int steps, bool reset) =>
        steps / Ask(peer, steps, threads, foreachOptimizer, reset).Seconds;

    private static (double Seconds, double[] Losses) Ask(Peer peer, int steps, int threads, bool foreachOptimizer, bool reset)
    {
        var answer = peer.Ask(new Dictionary<string, object> { ["threads"] = threads, ["foreach"] = foreachOptimizer, ["steps"] = steps, ["reset"] = reset });
        return (answer.GetProperty("seconds").GetDouble(), [.. answer.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())]);
    }
}
