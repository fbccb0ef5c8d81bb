using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Analyzers;

namespace StableModels.Benchmarks;

/// <summary>
/// What the analyzers cost a build: time and allocation of each over 100 000 lines that use TorchSharp, in sum as a share of the
/// compilation; and over 100 000 lines that do not reference TorchSharp, beside an analyzer that does nothing. All on one thread,
/// so that times add up and the share does not depend on the number of cores. What is compared is measured in turn, round by
/// round, and the median of the rounds counts. A rule's time contains the pauses of the garbage collector that happen to fall
/// into it, and what a pause takes depends on all that the compiler keeps: over many lines one may take longer than the rule's
/// own work. The pauses of a whole pass are shown beside it, to tell the two apart.
/// </summary>
internal static class AnalyzerBenchmark
{
    private const int AllLines = 100_000;
    private const int Rounds = 3;

    public static void Run(string[] arguments)
    {
        var lines = arguments is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : AllLines;
        var analyzers = typeof(TorchSharpAnalyzer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !typeof(DiagnosticSuppressor).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .OrderBy(analyzer => analyzer.GetType().Name, StringComparer.Ordinal)
            .ToImmutableArray();
        var training = AnalyzerCodeBase.Write(lines, withTorchSharp: true);
        var plain = AnalyzerCodeBase.Write(lines, withTorchSharp: false);
        Warm(analyzers);

        var compile = new TimeSpan[Rounds];
        var runs = new Pass[Rounds];
        var idle = new TimeSpan[Rounds];
        var nothing = new TimeSpan[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            // All rules together, as the compiler runs them: what they share is done once, for the first that asks.
            compile[round] = Compile(training, withTorchSharp: true);
            runs[round] = Analyze(training, withTorchSharp: true, analyzers);
            Console.WriteLine($"round {round + 1} of {Rounds}, with TorchSharp: compiled in {compile[round].TotalMilliseconds:0} ms, analysed in {runs[round].Wall.TotalMilliseconds:0} ms (garbage collection paused it for {runs[round].Paused.TotalMilliseconds:0} ms), the rules' own part {runs[round].Sum.TotalMilliseconds:0} ms");
            nothing[round] = Analyze(plain, withTorchSharp: false, [new EmptyAnalyzer()]).Wall;
            idle[round] = Analyze(plain, withTorchSharp: false, analyzers).Wall;
            Console.WriteLine($"round {round + 1} of {Rounds}, without TorchSharp: {idle[round].TotalMilliseconds:0} ms with all analyzers, {nothing[round].TotalMilliseconds:0} ms with an empty one");
        }

        var reader = Analyze(training, withTorchSharp: true, [new OperationReader()]).Wall;
        var compiled = Middle(compile);
        var sum = Middle(runs.Select(run => run.Sum));
        PrintTable(analyzers, runs, compiled);
        Console.WriteLine($"{lines} lines with TorchSharp: compiled in {compiled.TotalMilliseconds:0} ms; a pass of all rules {Middle(runs.Select(run => run.Wall)).TotalMilliseconds:0} ms, of an empty analyzer that asks for operations {reader.TotalMilliseconds:0} ms");
        Console.WriteLine($"{lines} lines without: {Middle(idle).TotalMilliseconds:0} ms with all analyzers, {Middle(nothing).TotalMilliseconds:0} ms with an empty one");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"analyzers: {100 * sum / compiled:0.0} % of compile, idle ratio {Middle(idle) / Middle(nothing):0.00}"));
    }

    // The compiler's code comes from a package without native images: the first passes would measure the JIT.
    private static void Warm(ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        const int Lines = AllLines / 20;
        const int Passes = 4;
        var training = AnalyzerCodeBase.Write(Lines, withTorchSharp: true);
        var plain = AnalyzerCodeBase.Write(Lines, withTorchSharp: false);
        CheckCompiles(Compilation(training, withTorchSharp: true));
        CheckCompiles(Compilation(plain, withTorchSharp: false));
        for (var pass = 0; pass < Passes; pass++)
        {
            var compile = Compile(training, withTorchSharp: true);
            Analyze(training, withTorchSharp: true, analyzers);
            Analyze(training, withTorchSharp: true, [new OperationReader()]);
            Analyze(plain, withTorchSharp: false, analyzers);
            Analyze(plain, withTorchSharp: false, [new EmptyAnalyzer()]);
            Console.WriteLine($"warming, pass {pass + 1} of {Passes}: {Lines} lines compiled in {compile.TotalMilliseconds:0} ms");
        }
    }

    private static void PrintTable(ImmutableArray<DiagnosticAnalyzer> analyzers, Pass[] runs, TimeSpan compiled)
    {
        const int Lines = AllLines / 50;
        var sample = AnalyzerCodeBase.Write(Lines, withTorchSharp: true);
        var none = Allocated(sample, []);
        var rows = analyzers
            .Select(analyzer => (Analyzer: analyzer, Time: Middle(runs.Select(run => run.Execution[analyzer]))))
            .OrderByDescending(row => row.Time);
        Console.WriteLine($"{"analyzer",-36} {"rules",5} {"ms",8} {"% of compile",13} {"KB per 1000 lines",18}");
        foreach (var (analyzer, time) in rows)
        {
            var allocated = Math.Max(0, Allocated(sample, [analyzer]) - none) * 1000 / Lines / 1e3;
            Console.WriteLine($"{analyzer.GetType().Name,-36} {analyzer.SupportedDiagnostics.Length,5} {time.TotalMilliseconds,8:0.0} {100 * time / compiled,13:0.00} {allocated,18:0.0}");
        }

        var sum = Middle(runs.Select(run => run.Sum));
        Console.WriteLine($"{"in sum",-36} {analyzers.Sum(analyzer => analyzer.SupportedDiagnostics.Length),5} {sum.TotalMilliseconds,8:0.0} {100 * sum / compiled,13:0.00}");
    }

    private static CSharpCompilation Compilation(List<string> files, bool withTorchSharp)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || withTorchSharp && Path.GetFileName(path) == "TorchSharp.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false);
        return CSharpCompilation.Create("CodeBase", files.Select((text, i) => CSharpSyntaxTree.ParseText(text, path: $"Part{i}.cs")), references, options);
    }

    private static void CheckCompiles(Compilation compilation)
    {
        if (compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new InvalidOperationException("The generated code base does not compile: " + error);
        }
    }

    private static TimeSpan Compile(List<string> files, bool withTorchSharp) =>
        Time(() =>
        {
            if (!Compilation(files, withTorchSharp).Emit(Stream.Null).Success)
            {
                throw new InvalidOperationException("The generated code base does not compile.");
            }
        });

    private static Pass Analyze(List<string> files, bool withTorchSharp, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var run = Compilation(files, withTorchSharp).WithAnalyzers(analyzers, options);
        var result = default(AnalysisResult)!;
        var paused = TimeSpan.Zero;
        var wall = Time(() =>
        {
            var before = GC.GetTotalPauseDuration();
            result = run.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
            paused = GC.GetTotalPauseDuration() - before;
        });
        return new Pass(wall, paused, analyzers.ToDictionary(analyzer => analyzer, analyzer => result.AnalyzerTelemetryInfo[analyzer].ExecutionTime));
    }

    // What a pass allocates beyond one whose analyzer asks for the operations, as the SDK's own analyzers always do.
    private static long Allocated(List<string> files, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Analyze(files, withTorchSharp: true, [new OperationReader(), .. analyzers]);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    // A collection that an earlier run left to do is not this one's.
    private static TimeSpan Time(Action action)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    private static TimeSpan Middle(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);

    private sealed record Pass(TimeSpan Wall, TimeSpan Paused, Dictionary<DiagnosticAnalyzer, TimeSpan> Execution)
    {
        public TimeSpan Sum { get; } = Execution.Values.Aggregate(TimeSpan.Zero, (total, time) => total + time);
    }
}
