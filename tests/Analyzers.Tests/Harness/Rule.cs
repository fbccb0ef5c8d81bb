using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>Checks one rule against marked sources.</summary>
internal static class Rule<TRule>
    where TRule : Rule, new()
{
    /// <summary>The rule finds what is marked, and nothing else.</summary>
    public static async Task Finds(string marked, string? editorConfig = null)
    {
        var markup = Markup.Parse(marked);
        var found = await TestCompilation.Analyze(TestCompilation.Create(markup.Source), editorConfig, Analyzer());
        Compare(markup, found);
    }

    /// <summary>The rule is silent; nothing may be marked.</summary>
    public static Task IsSilent(string source, string? editorConfig = null)
    {
        Assert.That(Markup.Parse(source).Expected, Is.Empty, "A source that must not be flagged has marks.");
        return Finds(source, editorConfig);
    }

    /// <summary>The rule's only text about the source, however often it says it.</summary>
    public static async Task Says(string source, string? editorConfig, string message)
    {
        var found = await TestCompilation.Analyze(TestCompilation.Create(source), editorConfig, Analyzer());
        Assert.That(found.Select(finding => finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal), Is.EqualTo(new[] { message }));
    }

    /// <summary>As <see cref="Finds"/>, with another TorchSharp or none referenced.</summary>
    public static async Task Finds(string marked, IEnumerable<MetadataReference> references, string usings)
    {
        var markup = Markup.Parse(marked);
        var found = await TestCompilation.Analyze(TestCompilation.Create(markup.Source, references, usings), null, Analyzer());
        Compare(markup, found);
    }

    /// <summary>
    /// The fix turns the marked source into the expected one, applied one finding at a time and all at once; the result
    /// compiles, and the rule is silent on it but for what the expected source marks.
    /// </summary>
    /// <param name="marked">The source before, with the findings marked.</param>
    /// <param name="expected">The source after; findings that no fix is offered for stay marked.</param>
    /// <param name="title">Chooses among several offered fixes by their title; the first otherwise.</param>
    /// <param name="editorConfig">Options, "key = value" a line.</param>
    /// <param name="commands">How often a command over the file must be given: more than once where one repair leads to another.</param>
    public static async Task IsFixedBy<TFix>(string marked, string expected, string? title = null, string? editorConfig = null, int commands = 1)
        where TFix : CodeFixProvider, new()
    {
        await Finds(marked, editorConfig);
        var session = new FixSession(Analyzer(), new TFix(), title, editorConfig);
        var target = Markup.Parse(expected);
        var before = Markup.Parse(marked);
        Assert.That(await session.OneByOne(before.Source), Is.EqualTo(target.Source), "fixed one by one");
        Assert.That(await session.AllAtOnce(before.Source), Is.EqualTo(target.Source), "fixed all at once");
        await Finds(expected, editorConfig);
        await session.RepairsAllAtOnce(Repeated.Of(before.Source, before.Expected.Select(finding => finding.Span)), commands);
    }

    /// <summary>The finding is reported, and no fix is offered for it.</summary>
    public static async Task HasNoFix<TFix>(string marked, string? editorConfig = null)
        where TFix : CodeFixProvider, new()
    {
        await Finds(marked, editorConfig);
        var source = Markup.Parse(marked).Source;
        Assert.That(await new FixSession(Analyzer(), new TFix(), null, editorConfig).OneByOne(source), Is.EqualTo(source));
    }

    /// <summary>How many times the fix must be applied, one finding at a time.</summary>
    public static async Task<int> Presses<TFix>(string marked, string? editorConfig = null)
        where TFix : CodeFixProvider, new()
    {
        var session = new FixSession(Analyzer(), new TFix(), null, editorConfig);
        await session.OneByOne(Markup.Parse(marked).Source);
        return session.Presses;
    }

    /// <summary>In a file whose lines end with CR LF the fix does what it does in one whose lines end with LF, and ends its lines so too.</summary>
    public static async Task KeepsLineEndings<TFix>(string marked)
        where TFix : CodeFixProvider, new()
    {
        var source = Markup.Parse(marked).Source.ReplaceLineEndings("\n");
        var session = new FixSession(Analyzer(), new TFix(), null, null);
        var plain = await session.OneByOne(source);
        Assert.That(plain, Is.Not.EqualTo(source));
        Assert.That(plain, Does.Not.Contain('\r'));
        Assert.That(await session.OneByOne(source.ReplaceLineEndings("\r\n")), Is.EqualTo(plain.ReplaceLineEndings("\r\n")), "one by one");
        Assert.That(await session.AllAtOnce(source.ReplaceLineEndings("\r\n")), Is.EqualTo(plain.ReplaceLineEndings("\r\n")), "all at once");
    }

    /// <summary>One command over a project repairs every file as the fix alone would repair it.</summary>
    public static async Task IsFixedInAllFiles<TFix>(params string[] marked)
        where TFix : CodeFixProvider, new()
    {
        var session = new FixSession(Analyzer(), new TFix(), null, null);
        var sources = marked.Select(text => Markup.Parse(text).Source).ToArray();
        var alone = new List<string>();
        foreach (var source in sources)
        {
            alone.Add(await session.AllAtOnce(source));
        }

        Assert.That(await session.AllInProject(sources), Is.EqualTo(alone));
        Assert.That(session.Presses, Is.EqualTo(1));
    }

    private static DiagnosticAnalyzer Analyzer() => new TorchSharpCodeAnalyzer([new TRule()]);

    private static void Compare(Markup markup, IEnumerable<Diagnostic> found)
    {
        var ids = new TRule().Descriptors;
        var expected = markup.Expected.Select(e => (e.Id ?? OnlyId(ids.Select(d => d.Id).Distinct(StringComparer.Ordinal).ToArray()), e.Span));
        var actual = found.Where(d => d.Location.SourceTree?.FilePath == "Test.cs").ToArray();
        var messages = string.Join('\n', actual.Select(d => d.ToString()));
        Assert.That(
            Markup.Write(markup.Source, actual.Select(d => (d.Id, d.Location.SourceSpan))),
            Is.EqualTo(Markup.Write(markup.Source, expected)),
            messages);
    }

    private static string OnlyId(string[] ids) =>
        ids.Length == 1 ? ids[0] : throw new FormatException("The rule has several ids: mark with {|" + ids[0] + ":...|}.");
}
