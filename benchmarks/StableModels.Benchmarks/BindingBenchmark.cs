using System.Diagnostics;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>Time per small operator from C#, beside PyTorch's Python on the same libtorch, one thread each, in turn.</summary>
internal static class BindingBenchmark
{
    private const int Rounds = 31;
    private const int WarmUpRounds = 12;
    private const int Calls = 5_000; // many short rounds: a burst of noise spoils few of them

    public static void Run()
    {
        set_num_threads(1);
        using var withoutGradients = no_grad();
        using var scope = NewDisposeScope();
        var one = ones(1);
        var row = ones(8);
        var square = ones(8, 8);
        var ids = arange(8, ScalarType.Int64);
        var pair = new[] { row, row };

        (string Name, Action Call)[] operators =
        [
            ("add", () => (one + one).Dispose()),
            ("add_", () => row.add_(1.0)),
            ("mul", () => (row * 0.5).Dispose()),
            ("matmul", () => square.matmul(square).Dispose()),
            ("relu", () => row.relu().Dispose()),
            ("sum", () => square.sum().Dispose()),
            ("transpose", () => square.transpose(0, 1).Dispose()),
            ("view", () => square.view(64).Dispose()),
            ("slice", () => square[2..4].Dispose()),
            ("softmax", () => square.softmax(-1).Dispose()),
            ("index_select", () => square.index_select(0, ids).Dispose()),
            ("cat", () => cat(pair).Dispose()),
        ];

        using var python = new Peer("binding.py");
        var table = new Table().AddColumns("operator", "C# µs", $"PyTorch {python.Version} µs", "ratio");
        var ratios = new List<double>();
        // Warm-up of both: operator look-up, and the JIT's second tier, which compiles in the background.
        foreach (var (name, call) in Enumerable.Repeat(operators, WarmUpRounds).SelectMany(round => round))
        {
            Time(call, Calls);
            python.Ask(new { op = name, calls = Calls });
        }

        foreach (var (name, call) in operators)
        {
            var rounds = Enumerable.Range(0, Rounds)
                .Select(_ => (Ours: Time(call, Calls), Theirs: python.Ask(new { op = name, calls = Calls }).GetProperty("seconds").GetDouble()))
                .ToArray();
            var ratio = Median.Of(rounds.Select(round => round.Ours / round.Theirs));
            ratios.Add(ratio);
            table.AddRow(name, Microseconds(rounds.Select(round => round.Ours)), Microseconds(rounds.Select(round => round.Theirs)), $"{ratio:0.00}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"binding: ratio {Math.Exp(ratios.Average(Math.Log)):0.00}");
    }

    private static double Time(Action call, int count)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
            call();
        return watch.Elapsed.TotalSeconds;
    }

    private static string Microseconds(IEnumerable<double> seconds) => $"{Median.Of(seconds) / Calls * 1e6:0.00}";
}
