extern alias analyzers;

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using analyzers::StableModels.Analyzers;
using analyzers::StableModels.Analyzers.Declarations;

namespace StableModels.Benchmarks.Analyzers;

/// <summary>
/// What the analyzers cost a build: processor time and allocation of each rule over 100 000 lines that use TorchSharp, in sum as a
/// share of the compilation; and over 100 000 lines that do not reference TorchSharp, beside an analyzer that does nothing. All on
/// one thread, so that times add up and the share does not depend on the number of cores. What is compared is measured in turn,
/// round by round, and the median of the rounds counts. The sum is that of the analyzers as a whole: the rules and all that is
/// read for them; the single rules' times are from further passes, since a meter around each rule adds to the sum. All that was
/// allocated before it makes a pause of the garbage collector necessary and as long as it is, so the pauses of a pass are shared
/// out by allocation: left to whom they befall, one pause more or less would decide the figure. The collector is the compiler's:
/// csc.runtimeconfig.json asks for the server's, and so does benchmarks/run.
/// </summary>
internal static class AnalyzerBenchmark
{
    private const int AllLines = 100_000;
    private const int Rounds = 5;
    private const int RoundsOfRules = 3;

    // Without TorchSharp a pass takes some thousandths of a second, whatever the lines: a median of three would be a draw of lots.
    private const int IdleRounds = 25;

    // A method that ran thirty times is compiled anew, which must not befall one of the two sides while they are compared.
    private const int IdleWarmPasses = 40;

    public static void Run(string[] arguments)
    {
        if (!GCSettings.IsServerGC)
            throw new InvalidOperationException("The compiler runs with the server's garbage collector, and so must what is measured beside it: start this as benchmarks/run analyzers, or set DOTNET_gcServer=1, on two processors or more.");

        var lines = arguments is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : AllLines;
        var training = AnalyzerCodeBase.Write(lines, withTorchSharp: true);
        var plain = AnalyzerCodeBase.Write(lines, withTorchSharp: false);
        Warm();

        var compile = new TimeSpan[Rounds];
        var runs = new Pass[Rounds];
        var measured = new Pass[RoundsOfRules];
        var stolen = new StolenTime();
        for (var round = 0; round < Rounds; round++)
        {
            // All rules together, as the compiler runs them: what they share is done once, for the first that asks.
            compile[round] = Compile(training, withTorchSharp: true);
            runs[round] = AnalyzeMetered(training, new TorchSharpCodeAnalyzer());
            if (round < RoundsOfRules)
                measured[round] = AnalyzeWithRules(training);
            Console.WriteLine($"round {round + 1} of {Rounds}, with TorchSharp: compiled in {compile[round].TotalMilliseconds:0} ms, analysed in {runs[round].Time.TotalMilliseconds:0} ms, the analyzers' own part {runs[round].Sum.TotalMilliseconds:0} ms, of which {runs[round].OwnPauses.TotalMilliseconds:0} ms are their share of the collector's pauses of {runs[round].Paused.TotalMilliseconds:0} ms");
        }

        var idle = new TimeSpan[IdleRounds];
        var nothing = new TimeSpan[IdleRounds];
        for (var round = 0; round < IdleRounds; round++)
        {
            nothing[round] = Analyze(plain, withTorchSharp: false, [new EmptyAnalyzer()]).Time;
            idle[round] = Analyze(plain, withTorchSharp: false, All(new TorchSharpCodeAnalyzer())).Time;
        }

        var reader = Analyze(training, withTorchSharp: true, [new OperationReader()]).Time;
        var compiled = Middle(compile);
        PrintTable(runs, measured, compiled, lines);
        stolen.Show();
        Console.WriteLine($"{lines} lines with TorchSharp: compiled in {compiled.TotalMilliseconds:0} ms; a pass of all rules {Middle(runs.Select(run => run.Time)).TotalMilliseconds:0} ms, of an empty analyzer that asks for operations {reader.TotalMilliseconds:0} ms");
        Console.WriteLine($"{lines} lines without: {Middle(idle).TotalMilliseconds:0} ms with all analyzers, {Middle(nothing).TotalMilliseconds:0} ms with an empty one");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"analyzers: {100 * Middle(runs.Select(run => run.Sum)) / compiled:0.0} % of compile, idle ratio {Middle(idle) / Middle(nothing):0.00}"));
    }

    // The compiler's code comes from a package without native images: the first passes would measure the JIT.
    private static void Warm()
    {
        const int Lines = AllLines / 20;
        const int IdleLines = AllLines / 80;
        const int Passes = 4;
        var training = AnalyzerCodeBase.Write(Lines, withTorchSharp: true);
        var plain = AnalyzerCodeBase.Write(IdleLines, withTorchSharp: false);
        CheckCompiles(Compilation(training, withTorchSharp: true));
        CheckCompiles(Compilation(plain, withTorchSharp: false));
        for (var pass = 0; pass < Passes; pass++)
        {
            var compile = Compile(training, withTorchSharp: true);
            AnalyzeWithRules(training);
            Analyze(training, withTorchSharp: true, [new OperationReader()]);
            Console.WriteLine($"warming, pass {pass + 1} of {Passes}: {Lines} lines compiled in {compile.TotalMilliseconds:0} ms");
        }

        for (var pass = 0; pass < IdleWarmPasses; pass++)
        {
            Analyze(plain, withTorchSharp: false, All(new TorchSharpCodeAnalyzer()));
            Analyze(plain, withTorchSharp: false, [new EmptyAnalyzer()]);
        }
    }

    private static void PrintTable(Pass[] runs, Pass[] measured, TimeSpan compiled, int lines)
    {
        Console.WriteLine($"{"rule",-36} {"ids",4} {"ms",8} {"% of compile",13} {"KB per 1000 lines",18}");
        var rules = measured[0].Rules
            .Select((rule, i) => (rule.Name, rule.Ids, Time: Middle(measured.Select(run => run.Rules[i].Time)), rule.Bytes))
            .OrderByDescending(rule => rule.Time);
        foreach (var (name, ids, time, bytes) in rules)
        {
            PrintRow(name, ids, time, compiled, bytes / (double)lines);
        }

        // The bodies are collected and read, training code's events and values are found; the rules share it all.
        PrintRow("reading of types and training code", 0, Middle(measured.Select(run => run.Of(nameof(TorchSharpCodeAnalyzer)).Time - run.OfRules)), compiled, null);
        var declarations = measured[0].Of(nameof(DeclarationAnalyzer));
        PrintRow("declarations (SM0)", declarations.Ids, Middle(measured.Select(run => run.Of(nameof(DeclarationAnalyzer)).Time)), compiled, declarations.Bytes / (double)lines);
        PrintRow("share of the collector's pauses", 0, Middle(runs.Select(run => run.OwnPauses)), compiled, null);

        // What the driver of the analyzers allocates in order to show them the code is theirs too.
        const int Sample = AllLines / 50;
        var sample = AnalyzerCodeBase.Write(Sample, withTorchSharp: true);
        var all = All(new TorchSharpCodeAnalyzer());
        var none = Allocated(sample, []);
        PrintRow("in sum", all.Sum(analyzer => analyzer.SupportedDiagnostics.Length), Middle(runs.Select(run => run.Sum)), compiled, (Allocated(sample, all) - none) / (double)Sample);
    }

    private static void PrintRow(string name, int ids, TimeSpan time, TimeSpan compiled, double? kilobytes) =>
        Console.WriteLine($"{name,-36} {ids,4} {time.TotalMilliseconds,8:0.0} {100 * time / compiled,13:0.00} {kilobytes,18:0.0}");

    // The analyzer that runs the rules is given, so that its rules can be measured ones; the rest as the assembly has it.
    private static ImmutableArray<DiagnosticAnalyzer> All(TorchSharpCodeAnalyzer code) =>
    [
        code,
        .. typeof(TorchSharpAnalyzer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !typeof(DiagnosticSuppressor).IsAssignableFrom(type) && type != typeof(TorchSharpCodeAnalyzer))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static Pass AnalyzeWithRules(List<string> files)
    {
        var rules = new MeasuredRules();
        return AnalyzeMetered(files, rules.Analyzer) with { Rules = rules.Costs };
    }

    private static Pass AnalyzeMetered(List<string> files, TorchSharpCodeAnalyzer code)
    {
        var metered = All(code).Select(analyzer => new MeteredAnalyzer(analyzer)).ToArray();
        return Analyze(files, withTorchSharp: true, [.. metered]) with { Analyzers = [.. metered.Select(analyzer => analyzer.Cost)] };
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

    // The time of the thread that compiles, and the pauses: the collector has threads of its own.
    private static TimeSpan Compile(List<string> files, bool withTorchSharp)
    {
        GC.Collect();
        var (start, paused) = (ThreadTime.Now, GC.GetTotalPauseDuration());
        if (!Compilation(files, withTorchSharp).Emit(Stream.Null).Success)
            throw new InvalidOperationException("The generated code base does not compile.");
        return ThreadTime.Now - start + (GC.GetTotalPauseDuration() - paused);
    }

    private static Pass Analyze(List<string> files, bool withTorchSharp, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var compilation = Compilation(files, withTorchSharp);

        // Reading the references and merging the declarations is the compiler's own work, which the first to ask would be charged for.
        _ = compilation.Assembly.GlobalNamespace;
        var run = compilation.WithAnalyzers(analyzers, options);

        // A collection that an earlier run left to do is not this one's.
        GC.Collect();
        var (start, pausedBefore, allocatedBefore) = (Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes(precise: true));
        if (run.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult().GetAllDiagnostics().FirstOrDefault(diagnostic => diagnostic.Id == "AD0001") is { } failed)
            throw new InvalidOperationException("An analyzer failed, so its cost means nothing: " + failed);
        return new Pass(
            Environment.CpuUsage.TotalTime - start, GC.GetTotalPauseDuration() - pausedBefore, GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore, [], []);
    }

    // What a pass allocates with an analyzer that asks for the operations, as the SDK's own always do. The server's collector forgets what
    // a heap counted that it gives up, which seldom befalls two of three passes.
    private static long Allocated(List<string> files, ImmutableArray<DiagnosticAnalyzer> analyzers) =>
        Middle(Enumerable.Range(0, RoundsOfRules).Select(_ => Analyze(files, withTorchSharp: true, [new OperationReader(), .. analyzers]).Allocated));

    private static T Middle<T>(IEnumerable<T> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }

    private sealed record Pass(TimeSpan Time, TimeSpan Paused, long Allocated, IReadOnlyList<Cost> Analyzers, IReadOnlyList<Cost> Rules)
    {
        public TimeSpan Sum => Total(Analyzers) + OwnPauses;

        public TimeSpan OwnPauses => Paused * (Analyzers.Sum(analyzer => analyzer.Bytes) / (double)Allocated);

        public TimeSpan OfRules => Total(Rules);

        public Cost Of(string analyzer) => Analyzers.Single(cost => cost.Name == analyzer);

        private static TimeSpan Total(IReadOnlyList<Cost> costs) => costs.Aggregate(TimeSpan.Zero, (total, cost) => total + cost.Time);
    }
}
