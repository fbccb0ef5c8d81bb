using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Benchmarks.Generator;

/// <summary>One generator on a number of classes among 500 other files.</summary>
internal sealed class GeneratorRun(Subject subject, int classes)
{
    private const int Others = 500;
    private const int Repeats = 9;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private readonly SyntaxTree[] _trees =
    [
        .. subject.Sources(classes).Concat(Enumerable.Range(0, Others).Select(Other)).Append(subject.Usings)
            .Select(static (source, i) => CSharpSyntaxTree.ParseText(source, Options, $"File{i}.cs")),
    ];

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Append(Subject.MvvmLibrary).Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What one run took, and how many of its outputs were made again.</summary>
    public sealed record Cost(double Milliseconds, long Bytes, int Rerun);

    public sealed record Result(Cost Cold, Cost Elsewhere, Cost Comment, Cost Edit, int Characters)
    {
        public IEnumerable<(string Name, Cost Cost)> Rows => [("cold", Cold), ("edit elsewhere", Elsewhere), ("comment above", Comment), ("edit of one", Edit)];
    }

    public Result Measure()
    {
        // A new compilation each time: the last one has already bound what the generator asks for.
        Driver().RunGenerators(Compile());
        var cold = Repeat(_ => Time(Driver(), Compile()).Cost);

        var compilation = Compile();
        var driver = Driver(tracks: true).RunGenerators(compilation);
        var texts = driver.GetRunResult().GeneratedTrees;
        return new Result(
            cold with { Rerun = Rerun(driver) },
            Edit(classes, static (text, i) => text.Replace("value + 3", $"value + {1000 + i}", StringComparison.Ordinal)),
            Edit(0, static (text, i) => $"// Remark {i}.\n{text}"),
            Edit(0, subject.Edit),
            texts.Sum(static tree => tree.Length));
    }

    /// <summary>An edit of one file, made anew for every repeat.</summary>
    private Cost Edit(int file, Func<string, int, string> edit)
    {
        var original = _trees[file].ToString();
        var compilation = Compile();
        var driver = Driver().RunGenerators(compilation);
        var cost = Repeat(i =>
        {
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.ElementAt(file), CSharpSyntaxTree.ParseText(edit(original, i), Options, $"File{file}.cs"));
            (driver, var cost) = Time(driver, compilation);
            return cost;
        });

        // Recording the steps costs memory of its own: it is done in another run.
        compilation = Compile();
        driver = Driver(tracks: true).RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(_trees[file], CSharpSyntaxTree.ParseText(edit(original, 0), Options, $"File{file}.cs")));
        return cost with { Rerun = Rerun(driver) };
    }

    private static Cost Repeat(Func<int, Cost> run)
    {
        var costs = Enumerable.Range(0, Repeats).Select(run).ToArray();
        return new Cost(Median.Of(costs.Select(static cost => cost.Milliseconds)), costs.Min(static cost => cost.Bytes), 0);
    }

    private static (GeneratorDriver Driver, Cost Cost) Time(GeneratorDriver driver, Compilation compilation)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        return (driver, new Cost(Stopwatch.GetElapsedTime(start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - bytes, 0));
    }

    private static int Rerun(GeneratorDriver driver) => driver.GetRunResult().Results.Single() is { Exception: null } result
        ? result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static step => step.Outputs)
            .Count(static output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
        : throw new InvalidOperationException("The generator threw.", driver.GetRunResult().Results.Single().Exception);

    private CSharpGeneratorDriver Driver(bool tracks = false) => CSharpGeneratorDriver.Create(
        [subject.Create().AsSourceGenerator()],
        parseOptions: Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: tracks));

    private CSharpCompilation Compile() => CSharpCompilation.Create(
        "Measured",
        _trees,
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static string Other(int i)
    {
        var text = new StringBuilder($"namespace Others; internal static class Other{i}\n{{\n");
        for (var method = 0; method < 10; method++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    public static int Method{method}(int value) => value + {method};\n");
        }

        return text.Append('}').ToString();
    }
}
