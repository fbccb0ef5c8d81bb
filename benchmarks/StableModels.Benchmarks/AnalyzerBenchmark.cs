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
/// so that times add up and the share does not depend on the number of cores.
/// </summary>
internal static class AnalyzerBenchmark
{
    private const int Lines = 100_000;
    private const int Rounds = 3;

    public static void Run()
    {
        var analyzers = typeof(TorchSharpAnalyzer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !typeof(DiagnosticSuppressor).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .OrderBy(analyzer => analyzer.GetType().Name, StringComparer.Ordinal)
            .ToImmutableArray();

        // Warm: the compiler's code comes from a package without native images, so a first pass would measure the JIT.
        var sample = AnalyzerCodeBase.Write(Lines / 10, withTorchSharp: true);
        CheckCompiles(Compilation(sample, withTorchSharp: true));
        Analyze(sample, withTorchSharp: true, analyzers);

        var training = AnalyzerCodeBase.Write(Lines, withTorchSharp: true);
        var compile = Median(() => Time(() => Compilation(training, withTorchSharp: true).Emit(Stream.Null)));
        Console.WriteLine($"{Lines} lines with TorchSharp: compiled in {compile.TotalMilliseconds:0} ms");

        // All together, as the compiler runs them: what rules share is done once, for the first that asks.
        var runs = Enumerable.Range(0, Rounds).Select(_ => Analyze(training, withTorchSharp: true, analyzers)).ToArray();
        var none = Allocated(sample, []);
        Console.WriteLine($"{"analyzer",-36} {"rules",5} {"ms",8} {"KB per 1000 lines",18}");
        foreach (var analyzer in analyzers)
        {
            var time = Middle(runs.Select(run => run.Execution[analyzer]));
            var allocated = Math.Max(0, Allocated(sample, [analyzer]) - none) * 1000 / (Lines / 10) / 1e3;
            Console.WriteLine($"{analyzer.GetType().Name,-36} {analyzer.SupportedDiagnostics.Length,5} {time.TotalMilliseconds,8:0.0} {allocated,18:0.0}");
        }

        var sum = Middle(runs.Select(run => run.Execution.Values.Aggregate(TimeSpan.Zero, (total, time) => total + time)));
        Console.WriteLine($"{"in sum",-36} {analyzers.Sum(analyzer => analyzer.SupportedDiagnostics.Length),5} {sum.TotalMilliseconds,8:0.0}");
        var pass = Middle(runs.Select(run => run.Wall));
        var reader = Analyze(training, withTorchSharp: true, [new OperationReader()]).Wall;
        Console.WriteLine($"the whole pass: {pass.TotalMilliseconds:0} ms; with an empty analyzer that asks for operations: {reader.TotalMilliseconds:0} ms");

        var plain = AnalyzerCodeBase.Write(Lines, withTorchSharp: false);
        CheckCompiles(Compilation(plain, withTorchSharp: false));
        Analyze(plain, withTorchSharp: false, analyzers);
        var idle = Median(() => Analyze(plain, withTorchSharp: false, analyzers).Wall);
        var nothing = Median(() => Analyze(plain, withTorchSharp: false, [new EmptyAnalyzer()]).Wall);
        Console.WriteLine($"{Lines} lines without TorchSharp: {idle.TotalMilliseconds:0} ms with all analyzers, {nothing.TotalMilliseconds:0} ms with an empty one");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"analyzers: {100 * sum / compile:0.0} % of compile, idle ratio {idle / nothing:0.00}"));
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

    private static (TimeSpan Wall, Dictionary<DiagnosticAnalyzer, TimeSpan> Execution) Analyze(
        List<string> files, bool withTorchSharp, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var run = Compilation(files, withTorchSharp).WithAnalyzers(analyzers, options);
        var result = default(AnalysisResult)!;
        var wall = Time(() => result = run.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult());
        return (wall, analyzers.ToDictionary(analyzer => analyzer, analyzer => result.AnalyzerTelemetryInfo[analyzer].ExecutionTime));
    }

    // What a pass allocates beyond one whose analyzer asks for the operations, as the SDK's own analyzers always do.
    private static long Allocated(List<string> files, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Analyze(files, withTorchSharp: true, [new OperationReader(), .. analyzers]);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static TimeSpan Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    private static TimeSpan Median(Func<TimeSpan> measure) => Middle(Enumerable.Range(0, Rounds).Select(_ => measure()));

    private static TimeSpan Middle(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);
}
