using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace StableModels.CodeFixes;

/// <summary>
/// Fix-all of one rule, whose id is the key of its fixes. <c>dotnet format analyzers</c> asks for it with the key that the first
/// finding of the whole analyzer gives, which may be of another rule, or with none; a batch fixer would find nothing to do.
/// </summary>
internal sealed class FixAllOfRule : FixAllProvider
{
    public static readonly FixAllOfRule Instance = new();

    public override Task<CodeAction?> GetFixAsync(FixAllContext context) => WellKnownFixAllProviders.BatchFixer.GetFixAsync(Keyed(context));

    private static FixAllContext Keyed(FixAllContext context)
    {
        if (context.DiagnosticIds.Contains(context.CodeActionEquivalenceKey, StringComparer.Ordinal))
        {
            return context;
        }

        var rule = context.DiagnosticIds.First();
        var findings = new Findings(context);
        return context.Document is { } document
            ? new FixAllContext(document, context.CodeFixProvider, context.Scope, rule, context.DiagnosticIds, findings, context.CancellationToken)
            : new FixAllContext(context.Project, context.CodeFixProvider, context.Scope, rule, context.DiagnosticIds, findings, context.CancellationToken);
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
