using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.Generator.Tests.Harness;

/// <summary>A source under test, run through the generator.</summary>
internal sealed class Generation
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "TorchSharp.dll" or "StableModels.dll" or "Spectre.Console.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private Generation(Compilation before, Compilation after, GeneratorDriverRunResult result)
    {
        Before = before;
        After = after;
        Result = result;
    }

    public static CSharpParseOptions ParseOptions { get; } = new Project().ParseOptions;

    public Compilation Before { get; }

    public Compilation After { get; }

    public GeneratorDriverRunResult Result { get; }

    public IEnumerable<GeneratedSourceResult> Sources => Result.Results.SelectMany(static r => r.GeneratedSources);

    /// <summary>The one generated file.</summary>
    public string Text => Sources.Single().SourceText.ToString();

    /// <summary>What the user's build would print, warnings at the highest level included.</summary>
    public IEnumerable<Diagnostic> Diagnostics => After.GetDiagnostics().Where(static d => d.Severity > DiagnosticSeverity.Hidden);

    public static Generation Of(params string[] sources) => Of(Compile(sources));

    /// <summary>The same in a project of other settings.</summary>
    public static Generation Of(Project project, params string[] sources) => Of(Compile(project, sources));

    /// <summary>A source with statements at its top.</summary>
    public static Generation OfProgram(string source)
    {
        var library = Compile(source);
        return Of(library.WithOptions(((CSharpCompilationOptions)library.Options).WithOutputKind(OutputKind.ConsoleApplication)));
    }

    private static Generation Of(Compilation before)
    {
        var result = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)before.SyntaxTrees.First().Options)
            .RunGeneratorsAndUpdateCompilation(before, out var after, out _)
            .GetRunResult();
        var thrown = result.Results.Select(static r => r.Exception).FirstOrDefault(static e => e is not null);
        Assert.That(thrown, Is.Null);
        return new Generation(before, after, result);
    }

    public static Compilation Compile(params string[] sources) => Compile(new Project(), sources);

    private static CSharpCompilation Compile(Project project, string[] sources) => CSharpCompilation.Create(
        "UnderTest",
        [
            .. sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, project.ParseOptions, path: $"Test{i}.cs")),
            CSharpSyntaxTree.ParseText(project.Usings, project.ParseOptions, path: "Usings.cs"),
        ],
        References,
        project.Options);

    /// <summary>The generated file of one class.</summary>
    public string Of(string hintName) => Sources.Single(s => s.HintName == hintName).SourceText.ToString();

    /// <summary>Compiles and loads what came out.</summary>
    public System.Reflection.Assembly Load()
    {
        using var image = new MemoryStream();
        var emitted = After.Emit(image);
        Assert.That(emitted.Success, Is.True, string.Join('\n', emitted.Diagnostics));
        return System.Reflection.Assembly.Load(image.ToArray());
    }

    public void AssertClean() => Assert.That(Diagnostics.Select(static d => d.ToString()), Is.Empty, string.Join("\n\n", Sources.Select(static s => s.SourceText.ToString())));

    /// <summary>The same of an example of a guide, which leaves the comments of public members out.</summary>
    public void AssertCompiles() => Assert.That(Diagnostics.Where(static d => d.Id != "CS1591").Select(static d => d.ToString()), Is.Empty);
}
