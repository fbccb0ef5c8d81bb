using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>Compiles a source under test the way a user's project would, and runs rules over it.</summary>
internal static class TestCompilation
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        """;

    /// <summary>TorchSharp's own conventions; sources that write their usings themselves simply repeat them.</summary>
    public const string TorchSharpUsings = Usings + """

        global using TorchSharp;
        global using TorchSharp.Modules;
        global using static TorchSharp.torch;
        global using static TorchSharp.torch.nn;
        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Parse);

    public static IEnumerable<MetadataReference> References(string source)
    {
        var references = FrameworkReferences.Common.Append(TorchSharpStub.Reference);
        return UsesStableModels(source) ? references.Append(StableModelsReference.Image).Concat(FrameworkReferences.Packages) : references;
    }

    public static CSharpCompilationOptions Options(string source)
    {
        var isProgram = CSharpSyntaxTree.ParseText(source, ParseOptions).GetRoot().DescendantNodes().OfType<GlobalStatementSyntax>().Any();
        return new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
    }

    public static string GlobalUsings(string source) =>
        TorchSharpUsings + (UsesStableModels(source) ? "\nglobal using StableModels;" : "");

    public static Compilation Create(string source, IEnumerable<MetadataReference>? references = null, string? usings = null) =>
        CSharpCompilation.Create(
            "UnderTest",
            [
                CSharpSyntaxTree.ParseText(source, ParseOptions, path: "Test.cs"),
                CSharpSyntaxTree.ParseText(usings ?? GlobalUsings(source), ParseOptions, path: "Usings.cs"),
            ],
            references ?? References(source),
            Options(source));

    /// <summary>The rules' findings in the source; the source must compile, and no rule may throw.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Analyze(Compilation compilation, string? editorConfig, params DiagnosticAnalyzer[] analyzers)
    {
        // The compiler's own diagnostics come from the same pass: binding every source twice was a third of the suite's time.
        var diagnostics = await With(Generated.With(compilation), editorConfig, analyzers).GetAllDiagnosticsAsync();
        var compilers = diagnostics.ToLookup(d => d.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.Compiler, StringComparer.Ordinal));
        var errors = compilers[true].Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length > 0)
        {
            Assert.Fail("The source under test does not compile:\n" + string.Join('\n', errors.Select(e => e.ToString())) + "\n\n" + compilation.SyntaxTrees.First());
        }

        return Checked([.. compilers[false]]);
    }

    /// <summary>The same over any input, compiling or not; a rule that throws fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Run(Compilation compilation, string? editorConfig, params DiagnosticAnalyzer[] analyzers) =>
        Checked(await With(compilation, editorConfig, analyzers).GetAnalyzerDiagnosticsAsync());

    private static CompilationWithAnalyzers With(Compilation compilation, string? editorConfig, DiagnosticAnalyzer[] analyzers) =>
        compilation.WithAnalyzers([.. analyzers], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([], new EditorConfig(editorConfig)),
            onAnalyzerException: null,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false));

    private static ImmutableArray<Diagnostic> Checked(ImmutableArray<Diagnostic> diagnostics)
    {
        var crash = diagnostics.FirstOrDefault(d => d.Id == "AD0001");
        if (crash is not null)
        {
            Assert.Fail("A rule threw: " + crash.GetMessage(System.Globalization.CultureInfo.InvariantCulture) + "\n" + crash.Descriptor.Description);
        }

        return diagnostics;
    }

    private static bool UsesStableModels(string source) =>
        source.Contains("StableModel", StringComparison.Ordinal) || source.Contains("ResidualBlock", StringComparison.Ordinal);
}
