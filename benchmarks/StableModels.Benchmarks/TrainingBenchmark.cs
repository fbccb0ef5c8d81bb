using System.Globalization;
using Spectre.Console;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>
/// A training step (forward, backward, clip 1.0, AdamW, FP32) beside PyTorch's on the same libtorch and BLAS with the same initial weights
/// and batches. First all numbers of threads are measured in turn and each side's best is chosen; then the two best run in turn, and only these rounds count: a lucky trial that was chosen is not reported. With --everything our side is also watched and guarded (<see cref="WatchedRun"/>); PyTorch's is not.
/// </summary>
internal static class TrainingBenchmark
{
    private const int ComparedSteps = 50;
    private const int ChoosingRounds = 5;
    private const int Rounds = 15;
    private const double SecondsPerTrial = 1.2; // at one thread's speed
    private static readonly (int Threads, bool Foreach)[] TheirThreads = [(1, false), (2, false), (1, true), (2, true)];

    public static void Run(string[] arguments)
    {
        GptSize[] all = [GptSize.Small, GptSize.Medium, GptSize.Large];
        var only = Array.IndexOf(arguments, "--only") is >= 0 and var at ? arguments.ElementAtOrDefault(at + 1) ?? "" : null;
        var sizes = only is null ? (arguments.Contains("--large") ? all : all[..2]) : [.. all.Where(size => size.Name == only)];
        if (sizes.Length == 0)
            throw new ArgumentException($"--only takes small, medium or large, not '{only}'.", nameof(arguments));

        var everything = arguments.Contains("--everything");
        var table = new Table().AddColumns("GPT", "ours steps/s (threads)", "PyTorch steps/s (threads)", "ratio", "max loss difference", "peak MB ours / PyTorch");
        var stolen = new StolenTime();
        var comparisons = new List<(GptSize Size, double Ratio, double Difference)>();
        foreach (var size in sizes)
        {
            Console.Error.WriteLine($"measuring {size} ...");
            var (row, ratio, difference) = Compare(size, everything);
            table.AddRow(row);
            comparisons.Add((size, ratio, difference));
        }

        AnsiConsole.Write(table);
        stolen.Show();
        Console.WriteLine($"matrix products are made for: {Threads.ProductsMadeFor}{(Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") is null ? "" : ", as OPENBLAS_CORETYPE says")}");
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
            var theirLosses = Ask(theirs, ComparedSteps, 1, foreachOptimizer: false, reset: true).Losses;
            var difference = ourLosses.Zip(theirLosses, (a, b) => Math.Abs(a - b)).Max();

            var steps = Math.Max(2, (int)(ComparedSteps / seconds * SecondsPerTrial));
            var ourChoices = Threads.Choices.ToDictionary(choice => choice, _ => new List<double>());
            var theirChoices = TheirThreads.ToDictionary(choice => choice, _ => new List<double>());
            for (var round = 1; round <= ChoosingRounds; round++)
            {
                foreach (var (threads, speeds) in ourChoices)
                    speeds.Add(OurSpeed(ours, threads, steps));
                foreach (var (choice, speeds) in theirChoices)
                    speeds.Add(TheirSpeed(theirs, choice.Threads, choice.Foreach, steps));
                Console.Error.WriteLine($"  choosing threads, {round} of {ChoosingRounds}: ours {Latest(ourChoices)}; PyTorch {Latest(theirChoices)} steps/s");
            }

            var ourThreads = ourChoices.MaxBy(choice => Undisturbed(choice.Value)).Key;
            var (theirThreads, theirForeach) = theirChoices.MaxBy(choice => Undisturbed(choice.Value)).Key;
            var (ourSpeeds, theirSpeeds) = (new List<double>(), new List<double>());
            for (var round = 1; round <= Rounds; round++)
            {
                ourSpeeds.Add(OurSpeed(ours, ourThreads, steps));
                theirSpeeds.Add(TheirSpeed(theirs, theirThreads, theirForeach, steps));
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {round} of {Rounds}: ours {ourSpeeds[^1]:0.0}; PyTorch {theirSpeeds[^1]:0.0} steps/s"));
            }

            var ratio = Median.Of(ourSpeeds.Zip(theirSpeeds, (our, their) => our / their));
            var theirPeak = theirs.Ask(new { threads = theirThreads, steps = 1 }).GetProperty("peak_bytes").GetInt64();

            string[] row =
            [
                size.ToString(),
                $"{Median.Of(ourSpeeds):0.0} ({ourThreads})",
                $"{Median.Of(theirSpeeds):0.0} ({theirThreads}{(theirForeach ? ", foreach" : "")})",
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

    // Others on the machine only slow a trial: the second best of them says what a number of threads can do, without being one lucky one.
    private static double Undisturbed(List<double> speeds) => speeds.OrderDescending().ElementAt(1);

    private static string Latest<T>(Dictionary<T, List<double>> choices)
        where T : notnull =>
        string.Join(", ", choices.Select(choice => string.Create(CultureInfo.InvariantCulture, $"{choice.Value[^1]:0.0}")));

    private static double OurSpeed(GptRun run, Threads threads, int steps)
    {
        threads.Use();
        LetTheOtherSideSleep();
        return steps / run.Steps(steps).Seconds;
    }

    // One step beforehand makes the optimizer's state, which does not count.
    private static double TheirSpeed(Peer peer, int threads, bool foreachOptimizer, int steps)
    {
        Ask(peer, 1, threads, foreachOptimizer, reset: true);
        LetTheOtherSideSleep();
        return steps / Ask(peer, steps, threads, foreachOptimizer, reset: false).Seconds;
    }

    // OpenBLAS's threads go on spinning for 2^26 clock cycles after the last product unless told otherwise, on a core that now is the other side's.
    private static void LetTheOtherSideSleep() => Thread.Sleep(100);

    private static (double Seconds, double[] Losses) Ask(Peer peer, int steps, int threads, bool foreachOptimizer, bool reset)
    {
        var answer = peer.Ask(new Dictionary<string, object> { ["threads"] = threads, ["foreach"] = foreachOptimizer, ["steps"] = steps, ["reset"] = reset });
        return (answer.GetProperty("seconds").GetDouble(), [.. answer.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())]);
    }
}
