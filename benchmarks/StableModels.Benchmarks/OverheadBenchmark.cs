using System.Diagnostics;
using System.Globalization;
using StableModels.Gradients;
using StableModels.Monitoring;
using StableModels.Optimizers;
using StableModels.Recovery;
using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Benchmarks;

/// <summary>
/// What watching and protecting costs: the same steps with nothing but the trainer, and with layer readings, all detectors, curves, metrics, JSON lines
/// and the spike guard with its snapshots. The two run in turn, step by step, so that a busy machine slows both; a period of <see cref="Period"/> steps has every look and every
/// snapshot in it. Then: how often the host would wait for a device, what one look costs against the number of parameters and of tensors, and the memory beside PyTorch's.
/// </summary>
internal static class OverheadBenchmark
{
    private const int Period = 100; // the longest interval of all that watches: the guard's between snapshots
    private const int CountedSteps = 200;
    private const int PeakSteps = 4;

    public static void Run(string[] arguments)
    {
        if (arguments is ["--peak-plain" or "--peak-watched"])
        {
            PrintPeak(isWatched: arguments[0] == "--peak-watched");
            return;
        }

        var clock = Stopwatch.StartNew();
        var stolen = new StolenTime();
        set_num_threads(arguments.Contains("--one-thread") ? 1 : Environment.ProcessorCount);
        var extraSyncs = ExtraSyncs();
        ShowGrowth();
        ShowMemory();
        var small = Measure(GptSize.Small, periods: 15);
        var large = Measure(GptSize.Large, periods: 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all of it took {clock.Elapsed.TotalSeconds:F0} s"));
        stolen.Show();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"overhead: small {small:F1} %, large {large:F1} %, extra syncs {extraSyncs}"));
    }

    // Step against step, who goes first changing, and steps that do the same work compared with each other: the steps between two looks, those that look, those that take a snapshot.
    // The median difference of each kind, as often as it comes: a burst of another process hits a few steps, not the figure.
    private static double Measure(GptSize size, int periods)
    {
        using var plain = new GptRun(size);
        using var watched = new WatchedRun(size);
        plain.Steps(2);
        watched.Run.Steps(2);

        var pairs = new List<(string Work, double Alone, double Watched)>();
        for (var step = 1; step <= periods * Period; step++)
        {
            var work = string.Join(", ", watched.Reporting.Where(every => (watched.Run.Trainer.StepCount + 1) % every == 0).Distinct().Order());
            var (alone, with) = (0.0, 0.0);
            foreach (var run in step % 2 == 0 ? new[] { plain, watched.Run } : [watched.Run, plain])
                (run == plain ? ref alone : ref with) = run.Steps(1).Seconds;
            pairs.Add((work, alone, with));
            if (step % (periods * Period / 10) == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size}, {step} of {periods * Period} steps: {1000 * pairs.Average(pair => pair.Alone):F2} ms a step alone, {1000 * pairs.Average(pair => pair.Watched):F2} ms watched, all of them and the machine's noise"));
        }

        var (cost, whole) = (0.0, 0.0);
        foreach (var kind in pairs.GroupBy(pair => pair.Work))
        {
            var difference = Median.Of(kind.Select(pair => pair.Watched - pair.Alone));
            cost += kind.Count() * difference;
            whole += kind.Count() * Median.Of(kind.Select(pair => pair.Alone));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size.Name}: {kind.Count()} steps {(kind.Key is "" ? "between two looks" : $"with the work of every {kind.Key} steps")}: {1000 * difference:F2} ms more in the middle"));
        }

        return 100 * cost / whole;
    }

    // With the numbers of a step kept where a device would have them, the host waits exactly where it reads one.
    private static long ExtraSyncs()
    {
        using var watched = new WatchedRun(GptSize.Small, scalarsOnDevice: true);
        var (extra, atReports) = (0L, 0L);
        for (var step = 1; step <= CountedSteps; step++)
        {
            var before = StepScalar.HostReads;
            watched.Run.Step();
            var reads = StepScalar.HostReads - before;
            // The first step looks whether the gradients arrive at all.
            if (step == 1 || watched.Reporting.Any(every => step % every == 0))
                atReports += reads;
            else
                extra += reads;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"host reads in {CountedSteps} steps: {atReports} in reporting steps (every {string.Join(", ", watched.Reporting)} steps), {extra} in the others"));
        return extra;
    }

    // One look at everything: norms, detectors and a snapshot, every step of it.
    private static void ShowGrowth()
    {
        foreach (var (parameters, tensors) in new[] { (100_000L, 64), (1_000_000L, 64), (10_000_000L, 64), (1_000_000L, 8), (1_000_000L, 512) })
        {
            using var scope = NewDisposeScope();
            var model = new Bag(parameters, tensors);
            using var trainer = Trainer.Create(model, new TrainingPlan(new AdamW(), new ClipNorm(1)), CPU, 1000);
            var result = trainer.Step(() => model.Loss());
            using var watch = new GradientWatch { Every = 1 };
            using var guard = new SpikeRecovery(new SpikeGuard { SnapshotEvery = 1, InMemory = 1, RollBackSteps = 1 });
            void Look()
            {
                watch.OnStep(trainer, result);
                guard.OnStep(trainer, result);
            }

            // A run's first three readings also look for units that start alike.
            for (var first = 0; first < 3; first++)
                Look();
            var seconds = Median.Of(Enumerable.Range(0, 5).Select(_ => Seconds(Look)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one look at {parameters} parameters in {tensors} tensors: {1000 * seconds:F2} ms, {1e9 * seconds / parameters:F1} ns a parameter"));
        }
    }

    // Each in a process of its own: a peak is a process's.
    private static void ShowMemory()
    {
        var folder = Directory.CreateTempSubdirectory("overhead-");
        try
        {
            var (plain, watched) = (PeakOf("--peak-plain"), PeakOf("--peak-watched"));
            using var ours = new GptRun(GptSize.Large);
            using var theirs = Peer.OfGpt(GptSize.Large, ours, folder.FullName);
            var peak = theirs.Ask(new Dictionary<string, object> { ["threads"] = 1, ["foreach"] = false, ["steps"] = PeakSteps, ["reset"] = true }).GetProperty("peak_bytes").GetInt64();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory, {GptSize.Large.Name}: {plain / 1e6:F0} MB alone, {watched / 1e6:F0} MB watched with its snapshots; PyTorch {peak / 1e6:F0} MB"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long PeakOf(string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(OverheadBenchmark).Assembly.Location, "overhead", argument]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var bytes = long.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        process.WaitForExit();
        return bytes;
    }

    private static void PrintPeak(bool isWatched)
    {
        set_num_threads(1);
        // As many snapshots as by default, sooner: the peak is reached when the ring is full and everything was looked at.
        using var watched = isWatched ? new WatchedRun(GptSize.Large, watchEvery: 2, guard: new SpikeGuard { SnapshotEvery = 1, RollBackSteps = 1 }) : null;
        using var plain = isWatched ? null : new GptRun(GptSize.Large);
        (watched?.Run ?? plain!).Steps(PeakSteps);
        Console.WriteLine(PeakMemory.Bytes.ToString(CultureInfo.InvariantCulture));
    }

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>So many parameters in so many square-ish tensors.</summary>
    private sealed class Bag : nn.Module
    {
        public Bag(long parameters, int tensors)
            : base(nameof(Bag))
        {
            for (var i = 0; i < tensors; i++)
                register_parameter($"p{i}", new TorchSharp.Modules.Parameter(randn(8, parameters / tensors / 8)));
        }

        public Tensor Loss() => parameters().Select(parameter => parameter.square().sum()).Aggregate((a, b) => a + b);
    }
}
