using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StableModels.Analyzers.Tests.Harness;

/// <summary>Applies a fix provider in a workspace until it has nothing more to offer.</summary>
/// <param name="analyzer">Finds; null where the compiler does.</param>
/// <param name="provider">Repairs.</param>
/// <param name="title">Chooses among several offered fixes; the first otherwise.</param>
/// <param name="editorConfig">Options, "key = value" a line.</param>
/// <param name="references">In place of the usual ones.</param>
/// <param name="usings">In place of the usual ones.</param>
internal sealed class FixSession(
    DiagnosticAnalyzer? analyzer, CodeFixProvider provider, string? title = null, string? editorConfig = null, IEnumerable<MetadataReference>? references = null, string? usings = null)
{
    private const int MostSteps = 50;

    // Nothing is applied to it: a session forks its solution.
    private static readonly AdhocWorkspace Workspace = new();

    private readonly Dictionary<string, Document> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<Document, ImmutableArray<Diagnostic>> _found = [];

    /// <summary>How many times the fix was applied by the last command.</summary>
    public int Presses { get; private set; }

    /// <summary>One command over a file repairs every finding in it, as one key press after the other would.</summary>
    public async Task RepairsAllAtOnce(string source, int commands = 1)
    {
        var expected = await OneByOne(source);
        var repairs = Presses;
        Assert.That(repairs, Is.Positive, source);
        Assert.That(await AllAtOnce(source), Is.EqualTo(expected), "several in one file");
        Assert.That(Presses, Is.EqualTo(commands), "commands for " + repairs + " repairs");
    }

    public async Task<string> OneByOne(string source)
    {
        Presses = 0;
        var document = Open(source);
        for (var step = 0; step < MostSteps; step++)
        {
            var action = (await Offers(document)).Select(o => o.Action).FirstOrDefault();
            if (action is null)
            {
                return await Text(document);
            }

            document = await Apply(action, document);
            Presses++;
        }

        throw new InvalidOperationException("The fix is still offered after " + MostSteps + " steps:\n" + await Text(document));
    }

    public async Task<string> AllAtOnce(string source)
    {
        var all = provider.GetFixAllProvider() ?? throw new InvalidOperationException(provider.GetType().Name + " has no FixAll provider.");
        Presses = 0;
        var document = Open(source);
        for (var step = 0; step < MostSteps; step++)
        {
            var offer = (await Offers(document)).FirstOrDefault();
            if (offer.Action is null)
            {
                return await Text(document);
            }

            Assert.That(offer.Action.EquivalenceKey, Is.Not.Null.And.Not.Empty, "A fix needs an equivalence key for FixAll.");
            var context = new FixAllContext(
                document, provider, FixAllScope.Document, offer.Action.EquivalenceKey!, [offer.Diagnostic.Id],
                new Found(await Diagnostics(document)), CancellationToken.None);
            var action = await all.GetFixAsync(context) ?? throw new InvalidOperationException("FixAll offers nothing.");
            document = await Apply(action, document);
            Presses++;
        }

        throw new InvalidOperationException("FixAll is still offered after " + MostSteps + " steps:\n" + await Text(document));
    }

    /// <summary>Fixes a project of several files as a whole.</summary>
    public async Task<string[]> AllInProject(params string[] sources)
    {
        Presses = 0;
        var documents = Open(sources);
        for (var step = 0; step < MostSteps; step++)
        {
            var offers = new List<(Diagnostic Diagnostic, CodeAction Action)>();
            var found = new List<Diagnostic>();
            foreach (var document in documents)
            {
                offers.AddRange(await Offers(document));
                found.AddRange(await Diagnostics(document));
            }

            if (offers.Count == 0)
            {
                return await Task.WhenAll(documents.Select(Text));
            }

            var context = new FixAllContext(
                documents[0].Project, provider, FixAllScope.Project, offers[0].Action.EquivalenceKey!, [offers[0].Diagnostic.Id], new Found([.. found]), CancellationToken.None);
            var action = await provider.GetFixAllProvider()!.GetFixAsync(context) ?? throw new InvalidOperationException("FixAll offers nothing.");
            var operations = await action.GetOperationsAsync(CancellationToken.None);
            var solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
            documents = [.. documents.Select(document => solution.GetDocument(document.Id)!)];
            Presses++;
        }

        throw new InvalidOperationException("FixAll is still offered after " + MostSteps + " steps.");
    }

    private Document Open(string source)
    {
        if (!_opened.TryGetValue(source, out var document))
        {
            _opened.Add(source, document = Open([source])[0]);
        }

        return document;
    }

    private Document[] Open(string[] sources)
    {
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "UnderTest", "UnderTest", LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options(sources[0]),
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: references ?? TestCompilation.References(sources[0]));
        var solution = Workspace.CurrentSolution.AddProject(project)
            .AddDocument(DocumentId.CreateNewId(project.Id), "Usings.cs", usings ?? TestCompilation.GlobalUsings(sources[0]), filePath: "Usings.cs");
        var ids = new List<DocumentId>();
        foreach (var source in sources)
        {
            var id = DocumentId.CreateNewId(project.Id);
            var name = ids.Count == 0 ? "Test.cs" : "Test" + ids.Count + ".cs";
            solution = solution.AddDocument(id, name, source, filePath: name);
            ids.Add(id);
        }

        return [.. ids.Select(id => solution.GetDocument(id)!)];
    }

    private async Task<ImmutableArray<Diagnostic>> Diagnostics(Document document)
    {
        if (_found.TryGetValue(document, out var known))
        {
            return known;
        }

        var compilation = await document.Project.GetCompilationAsync();
        var tree = await document.GetSyntaxTreeAsync();
        ImmutableArray<Diagnostic> found;
        if (analyzer is null)
        {
            found = compilation!.GetDiagnostics();
        }
        else
        {
            var complete = Generated.With(compilation!, out var said);
            found = [.. await TestCompilation.Run(complete, editorConfig, analyzer), .. said.Select(d => InDocument(d, tree!))];
        }

        return _found[document] = [.. found
            .Where(d => d.Location.SourceTree == tree && provider.FixableDiagnosticIds.Contains(d.Id, StringComparer.Ordinal))
            .OrderBy(d => d.Location.SourceSpan.Start)];
    }

    /// <summary>What a generator says is in the document of that path, as an IDE has it.</summary>
    private static Diagnostic InDocument(Diagnostic said, SyntaxTree tree) => said.Location.GetLineSpan().Path == tree.FilePath
        ? Diagnostic.Create(said.Descriptor, Location.Create(tree, said.Location.SourceSpan), said.GetMessage(System.Globalization.CultureInfo.InvariantCulture))
        : said;

    private async Task<List<(Diagnostic Diagnostic, CodeAction Action)>> Offers(Document document)
    {
        var offers = new List<(Diagnostic, CodeAction)>();
        foreach (var diagnostic in await Diagnostics(document))
        {
            var actions = new List<CodeAction>();
            var context = new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None);
            await provider.RegisterCodeFixesAsync(context);
            offers.AddRange(actions.Where(a => title is null || a.Title == title).Select(a => (diagnostic, a)));
        }

        return offers;
    }

    private static async Task<Document> Apply(CodeAction action, Document document)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        Assert.That(await Text(changed), Is.Not.EqualTo(await Text(document)), "The fix '" + action.Title + "' changes nothing.");
        return changed;
    }

    private static async Task<string> Text(Document document) => (await document.GetTextAsync()).ToString();

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(d => d.Location.SourceTree?.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
