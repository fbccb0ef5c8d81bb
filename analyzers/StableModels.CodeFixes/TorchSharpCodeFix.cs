using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace StableModels.CodeFixes;

/// <summary>What all fixes share: the ids they repair, fix-all, and how an edit becomes an offered action.</summary>
public abstract class TorchSharpCodeFix(params string[] ids) : CodeFixProvider
{
    /// <inheritdoc />
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => FixAllOfRule.Instance;

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (FixableDiagnosticIds.Contains(diagnostic.Id, StringComparer.Ordinal) && root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } node)
            {
                await Offer(context, diagnostic, node).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Looks at the flagged node and calls <see cref="Register"/> for each repair that is certain to apply; offers nothing
    /// where none is.
    /// </summary>
    private protected abstract Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node);

    /// <summary>Offers the repair of a finding. All repairs of a rule have one key, its id, so that one command makes them all, whatever each is called.</summary>
    private protected static void Register(CodeFixContext context, Diagnostic diagnostic, string title, Action<DocumentEditor> edit) =>
        Register(context, diagnostic, title, context.Document, edit);

    /// <summary>The same where the repair is made in another file than the finding's.</summary>
    private protected static void Register(CodeFixContext context, Diagnostic diagnostic, string title, Document document, Action<DocumentEditor> edit) =>
        context.RegisterCodeFix(
            CodeAction.Create(
                title,
                async cancellation =>
                {
                    var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
                    edit(editor);
                    return await LineEndings.Keep(document, editor.GetChangedDocument(), cancellation).ConfigureAwait(false);
                },
                equivalenceKey: diagnostic.Id),
            diagnostic);
}
