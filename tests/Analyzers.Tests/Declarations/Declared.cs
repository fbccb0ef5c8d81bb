using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Declarations;
using StableModels.Analyzers.Tests.Harness;

namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>
/// Checks the declaration rules against marked sources. A faulty declaration is not expanded, so the compiler's own complaints about the missing part are
/// expected there, and only they.
/// </summary>
internal static class Declared
{
    // A partial property without implementation, an override without base, a missing partial, members that only the other part has.
    private static readonly string[] MissingPart = ["CS9248", "CS0115", "CS0260", "CS0311", "CS9250", "CS9251", "CS0751"];

    /// <summary>The rules find what is marked with <c>{|SM0xxx:span|}</c>, and nothing else.</summary>
    public static async Task Finds(string marked, string? message = null)
    {
        var markup = Markup.Parse(marked);
        var compilation = Generated.With(Create(markup.Source));
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && !MissingPart.Contains(d.Id)).ToArray();
        Assert.That(errors, Is.Empty, "The source under test has errors of its own:\n" + string.Join('\n', errors.Select(static e => e.ToString())));

        var found = (await TestCompilation.Run(compilation, null, new DeclarationAnalyzer())).ToArray();
        Assert.That(
            Markup.Write(markup.Source, found.Select(static d => (d.Id, d.Location.SourceSpan))),
            Is.EqualTo(Markup.Write(markup.Source, markup.Expected.Select(static e => (e.Id!, e.Span)))),
            string.Join('\n', found.Select(static d => d.ToString())));
        if (message is not null)
        {
            Assert.That(found.Select(static d => d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)), Has.Some.EqualTo(message));
        }
    }

    /// <summary>No rule speaks, the class is expanded, and what comes out compiles.</summary>
    public static async Task IsSilent(string source)
    {
        var compilation = Generated.With(Create(source));
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.That(errors, Is.Empty, string.Join('\n', errors.Select(static e => e.ToString())));
        Assert.That(await TestCompilation.Run(compilation, null, new DeclarationAnalyzer()), Is.Empty);
    }

    private static Compilation Create(string source) =>
        TestCompilation.Create(source, usings: TestCompilation.GlobalUsings(source) + "\nglobal using StableModels.Layers;");
}
