using StableModels.Benchmarks;
using StableModels.Benchmarks.Analyzers;
using StableModels.Benchmarks.Generator;

// One line per benchmark: its name, what it measures, how to run it.
(string Name, string Measures, Action<string[]> Run)[] benchmarks =
[
    ("binding", "time per small operator beside PyTorch's Python, one thread", _ => BindingBenchmark.Run()),
    ("training", "a GPT training step beside PyTorch's (--large adds width 768, --only small, medium or large takes one alone, --everything watches and guards our side)", TrainingBenchmark.Run),
    ("detectors", "how many failing runs are detected, how many healthy ones are alarmed", DetectorBenchmark.Run),
    ("overhead", "what watching and protecting costs beside a bare step", OverheadBenchmark.Run),
    ("analyzers", "time and allocation of the analyzers over 100 000 lines, with TorchSharp and without", AnalyzerBenchmark.Run),
    ("generator", "the generator cold and after edits, beside a naive one and CommunityToolkit.Mvvm's", _ => GeneratorBenchmark.Run()),
    ("generated", "a training step of declared models beside their twins by hand", _ => GeneratedBenchmark.Run()),
    ("recovery", "time to go back from a snapshot, and the bytes kept for it", _ => RecoveryBenchmark.Run()),
];

if (args is [var name, .. var rest] && benchmarks.FirstOrDefault(benchmark => benchmark.Name == name) is { Run: { } run })
{
    run(rest);
    return 0;
}

Console.Error.WriteLine(args is [] ? "Usage: benchmarks/run NAME" : $"There is no benchmark '{args[0]}'.");
foreach (var (benchmark, measures, _) in benchmarks)
    Console.Error.WriteLine($"  {benchmark,-10} {measures}");
return 2;
