using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableModels.Analyzers.Declarations;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>
/// Checks the declaration rules against marked sources. A faulty declaration is whole for the compiler all the same: a build runs analyzers only when no
/// declaration has an error, so what a rule is to say must have none.
/// </summary>
internal static class Declared
{
    /// <summary>The rules find what is marked with <c>{|SM0xxx:span|}</c>, and nothing else.</summary>
    /// <param name="marked">The source.</param>
    /// <param name="message">What one of them says.</param>
    public static Task Finds(string marked, string? message = null) => Finds(marked, message, null);

    /// <summary>The same, where the compiler cannot come to the rules.</summary>
    /// <param name="marked">The source.</param>
    /// <param name="message">What one of the rules says.</param>
    /// <param name="ofGenerator">What the generator says itself.</param>
    /// <param name="ofCompiler">The errors with which a build ends.</param>
    public static async Task Finds(string marked, string? message, string? ofGenerator, params string[] ofCompiler)
    {
        var markup = Markup.Parse(marked);
        var compilation = Generated.With(Create(markup.Source), out var said);
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.That(errors.Select(static e => e.Id), Is.EqualTo(ofCompiler), string.Join('\n', errors.Select(static e => e.ToString())));

        Assert.That(said.Select(static d => $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"), ofGenerator is null ? Is.Empty : Is.EqualTo(new[] { ofGenerator }));
        Assert.That(said.Select(static d => (d.Id, d.Location.SourceSpan)), Is.SubsetOf(markup.Expected.Select(static e => (e.Id!, e.Span))), "where the rule says it");
        Assert.That(said.Select(static d => d.Location.GetLineSpan().Path), Has.All.EqualTo(compilation.SyntaxTrees.First().FilePath));

        await AssertAlone(compilation);

        // Where both run, as while one types, each is said once.
        var found = said.Concat(await TestCompilation.Run(compilation, null, new DeclarationAnalyzer())).ToArray();
        Assert.That(
            Markup.Write(markup.Source, found.Select(static d => (d.Id, d.Location.SourceSpan))),
            Is.EqualTo(Markup.Write(markup.Source, markup.Expected.Select(static e => (e.Id!, e.Span)))),
            string.Join('\n', found.Select(static d => d.ToString())));
        if (message is not null)
        {
            Assert.That(found.Select(static d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)), Has.Some.EqualTo(message));
        }
    }

    /// <summary>What the rules say of a source that the compiler comes through to them with.</summary>
    public static async Task<IEnumerable<string>> Messages(string source)
    {
        var compilation = Generated.With(Create(source));
        Assert.That(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.ToString()), Is.Empty);
        return (await TestCompilation.Run(compilation, null, new DeclarationAnalyzer())).Select(static d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>No rule speaks, the class is expanded, and what comes out compiles.</summary>
    public static async Task IsSilent(string source)
    {
        var compilation = Generated.With(Create(source));
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.That(errors, Is.Empty, string.Join('\n', errors.Select(static e => e.ToString())));
        Assert.That(await TestCompilation.Run(compilation, null, new DeclarationAnalyzer()), Is.Empty);
    }

    /// <summary>A person who reads the error reads nothing else about it: the compiler warns of nothing that the missing part would have done.</summary>
    private static async Task AssertAlone(Compilation compilation)
    {
        var analyzed = compilation.WithAnalyzers([new DeclarationAnalyzer(), new FaultyDeclarationSuppressor()]);
        var warnings = (await analyzed.GetAllDiagnosticsAsync()).Where(static d => d is { Severity: DiagnosticSeverity.Warning, IsSuppressed: false });
        Assert.That(warnings.Select(static d => d.ToString()), Is.Empty);
    }

    private static Compilation Create(string source) =>
        TestCompilation.Create(source, usings: TestCompilation.GlobalUsings(source) + "\nglobal using StableModels.Layers;");
}
