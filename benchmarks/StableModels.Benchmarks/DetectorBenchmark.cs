using System.Diagnostics;
using System.Globalization;
using StableModels.Benchmarks.TestBed;
using StableModels.Monitoring;

namespace StableModels.Benchmarks;

/// <summary>
/// The detectors on trainings that fail and on trainings that go well. Thresholds were set on seeds below 100; the figures are from seeds from 100 on.
/// Whether a training failed is read from unseen points, not from which list it stands in. Arguments: the number of seeds (10), words that a case's name must contain ("" for
/// all), and the first seed (100). Every wrong judgement is shown with its seed and what the detectors said.
/// </summary>
internal static class DetectorBenchmark
{
    private const int FirstSeed = 100;

    public static void Run(string[] arguments)
    {
        var seeds = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 10;
        var part = arguments is [_, var words, ..] ? words : "";
        var firstSeed = arguments is [_, _, var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : FirstSeed;
        TorchSharp.torch.set_num_threads(1);
        var clock = Stopwatch.StartNew();
        var (failed, detected, healthy, falseAlarms, trainedAnyway, alarmedAnyway) = (0, 0, 0, 0, 0, 0);
        var cases = Cases.Buggy.Select(item => (false, item.ToString(), Run: (Func<int, Outcome>)(seed => item.Run(seed))))
            .Concat(Cases.Healthy.Select(item => (true, item.ToString(), Run: (Func<int, Outcome>)(seed => item.Run(seed)))))
            .Concat(Architectures.Healthy.Select(item => (true, item.Name, Run: (Func<int, Outcome>)(seed => item.Run(seed)))));
        foreach (var (isHealthy, name, run) in cases.Where(item => item.Item2.Contains(part, StringComparison.OrdinalIgnoreCase)))
        {
            var outcomes = Enumerable.Range(firstSeed, seeds).Select(seed => (Seed: seed, Outcome: run(seed))).ToArray();
            foreach (var (_, outcome) in outcomes)
            {
                var alarm = outcome.Alarmed ? 1 : 0;
                if (outcome.Failed)
                    (failed, detected) = (failed + 1, detected + alarm);
                else if (isHealthy)
                    (healthy, falseAlarms) = (healthy + 1, falseAlarms + alarm);
                else
                    (trainedAnyway, alarmedAnyway) = (trainedAnyway + 1, alarmedAnyway + alarm);
            }
            var names = outcomes.SelectMany(item => item.Outcome.Findings).Where(finding => finding.Severity >= Severity.Warning)
                .GroupBy(finding => finding.Name, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds,4:F0} s  {(isHealthy ? "right" : "wrong")}  {name,-44} failed {outcomes.Count(item => item.Outcome.Failed),2}/{seeds}  alarmed {outcomes.Count(item => item.Outcome.Alarmed),2}/{seeds}  {string.Join(", ", names)}"));
            foreach (var (seed, outcome) in outcomes.Where(item => item.Outcome.Failed != item.Outcome.Alarmed))
                Show(seed, outcome);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{detected} of {failed} failing runs detected; {falseAlarms} of {healthy} healthy runs alarmed; of {trainedAnyway} runs that trained in spite of a mistake {alarmedAnyway} were alarmed."));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"detectors: detected {(double)detected / failed:F3}, false alarms {(double)falseAlarms / healthy:F3}"));
    }

    private static void Show(int seed, Outcome outcome)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"        seed {seed}: {(outcome.Failed ? "failed, missed" : "trained, alarmed")}; {outcome.Accuracy:P1} of unseen points right, cross-entropy {outcome.Loss:F3}"));
        foreach (var finding in outcome.Findings.Where(finding => finding.Severity >= Severity.Warning))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        {finding.Name} at step {finding.Step}: {finding.Evidence}"));
    }
}
