using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace StableModels.CodeFixes;

/// <summary>
/// Fix-all that also serves <c>dotnet format analyzers</c>. That asks for the key of a fix with the first finding of the whole
/// analyzer, which may be of another rule; then there is no key, and a batch fixer would find nothing to do. The key is
/// here taken from the first finding of the rule that has a fix.
/// </summary>
internal sealed class FixAllOfRule : FixAllProvider
{
    public static readonly FixAllOfRule Instance = new();

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        if (context.CodeActionEquivalenceKey is null)
        {
            if (await FirstKey(context).ConfigureAwait(false) is not { } key)
            {
                return null;
            }

            var findings = new Findings(context);
            context = context.Document is { } document
                ? new FixAllContext(document, context.CodeFixProvider, context.Scope, key, context.DiagnosticIds, findings, context.CancellationToken)
                : new FixAllContext(context.Project, context.CodeFixProvider, context.Scope, key, context.DiagnosticIds, findings, context.CancellationToken);
        }

        return await WellKnownFixAllProviders.BatchFixer.GetFixAsync(context).ConfigureAwait(false);
    }

    private static async Task<string?> FirstKey(FixAllContext context)
    {
        var projects = context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];
        foreach (var project in projects)
        {
            foreach (var diagnostic in await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false))
            {
                if (context.DiagnosticIds.Contains(diagnostic.Id, StringComparer.Ordinal)
                    && project.GetDocument(diagnostic.Location.SourceTree) is { } document
                    && await Key(context, document, diagnostic).ConfigureAwait(false) is { } key)
                {
                    return key;
                }
            }
        }

        return null;
    }

    private static async Task<string?> Key(FixAllContext context, Document document, Diagnostic diagnostic)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        await context.CodeFixProvider.RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), context.CancellationToken)).ConfigureAwait(false);
        return actions.Count > 0 ? actions[0].EquivalenceKey : null;
    }

    private sealed class Findings(FixAllContext context) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await context.GetProjectDiagnosticsAsync(project).ConfigureAwait(false);
    }
}
