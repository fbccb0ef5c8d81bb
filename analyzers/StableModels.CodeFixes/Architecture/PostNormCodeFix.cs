using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using StableModels.Analyzers;
using StableModels.Analyzers.Architecture;

namespace StableModels.CodeFixes.Architecture;

/// <summary>SM1001: declared blocks go back to Pre-LN; a hand-written <c>norm(x + f(x))</c> becomes <c>x + f(norm(x))</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PostNormCodeFix))]
[Shared]
public sealed class PostNormCodeFix() : TorchSharpCodeFix(RuleIds.PostNorm)
{
    private const string Title = "Normalise the branch's input (Pre-LN)";

    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { } argument)
        {
            Register(context, diagnostic, Title, editor => RemoveArgument(editor, argument));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } norm
            && diagnostic.Properties.TryGetValue(PostNorm.Reads, out var reads) && reads is not null
            && Block(diagnostic, norm, reads) is var block && block.Exists(sum => sum.Norm == norm))
        {
            Register(context, diagnostic, Title, editor =>
            {
                var taken = Names(norm);
                foreach (var (each, places) in block)
                {
                    Move(editor, each, places, taken);
                }
            });
        }

        return Task.CompletedTask;
    }

    // The norms of the method that can be moved, in the order that they stand, so that every finding of the method gives the same edit.
    private static List<(InvocationExpressionSyntax Norm, SyntaxNode[] Reads)> Block(Diagnostic diagnostic, InvocationExpressionSyntax node, string counts)
    {
        var block = new List<(InvocationExpressionSyntax, SyntaxNode[])>();
        var touched = new HashSet<SyntaxNode>();
        var places = diagnostic.AdditionalLocations.Skip(1)
            .Select(place => Partner.IsSameFile(place, node) ? node.SyntaxTree.GetRoot().FindNode(place.SourceSpan, getInnermostNodeForTie: true) : null)
            .ToList();
        var at = 0;
        foreach (var count in counts.Split(','))
        {
            var end = at + 1 + int.Parse(count, System.Globalization.CultureInfo.InvariantCulture);
            if (end <= places.Count && places[at] is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } norm
                && places.Skip(at + 1).Take(end - at - 1).OfType<SyntaxNode>().ToArray() is var reads && reads.Length == end - at - 1
                && IsMovable(norm, reads)
                && reads.Append(norm).Select(place => Statement(place) ?? (SyntaxNode)norm).Distinct().ToArray() is var statements && !statements.Any(touched.Contains))
            {
                block.Add((norm, reads));
                touched.UnionWith(statements);
            }

            at = end;
        }

        return block;
    }

    private static void RemoveArgument(DocumentEditor editor, AttributeArgumentSyntax argument)
    {
        if (argument.Parent is AttributeArgumentListSyntax { Arguments.Count: 1 } list)
        {
            editor.RemoveNode(list, SyntaxRemoveOptions.KeepExteriorTrivia);
        }
        else
        {
            editor.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    // The branch must read the stream by its plain name, in one statement of the norm's own method, before the stream is written again.
    private static bool IsMovable(InvocationExpressionSyntax norm, SyntaxNode[] reads)
    {
        if (reads.Length == 0 || reads[0] is not IdentifierNameSyntax { Identifier.ValueText: var name })
        {
            return false;
        }

        var body = norm.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        var statement = Statement(reads[0]);
        return reads.All(r => r is IdentifierNameSyntax read && read.Identifier.ValueText == name
                && r.FirstAncestorOrSelf<MemberDeclarationSyntax>() == body && Statement(r) == statement)
            && (reads.Length == 1 || statement is { Parent: BlockSyntax })
            && !MentionsOutside(norm, name);
    }

    private static bool MentionsOutside(InvocationExpressionSyntax norm, string name) =>
        norm.Expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(i => i.Identifier.ValueText == name)
        || norm.ArgumentList.Arguments.Skip(1).SelectMany(a => a.DescendantNodes()).OfType<IdentifierNameSyntax>().Any(i => i.Identifier.ValueText == name);

    private static void Move(DocumentEditor editor, InvocationExpressionSyntax norm, SyntaxNode[] reads, HashSet<string> taken)
    {
        var sum = norm.ArgumentList.Arguments[0].Expression;
        var name = ((IdentifierNameSyntax)reads[0]).Identifier.ValueText;
        var normalized = norm.WithArgumentList(norm.ArgumentList.WithArguments(norm.ArgumentList.Arguments.Replace(
                norm.ArgumentList.Arguments[0],
                norm.ArgumentList.Arguments[0].WithExpression(SyntaxFactory.IdentifierName(name)))))
            .WithoutTrivia();
        ExpressionSyntax replacement = normalized;
        if (reads.Length > 1)
        {
            var statement = Statement(reads[0])!;
            var local = FreeName(taken, "normalized");
            // The new line takes the statement's comments and indentation with it.
            var leading = statement.GetLeadingTrivia();
            editor.InsertBefore(
                statement,
                SyntaxFactory.ParseStatement("var " + local + " = " + normalized.ToFullString() + ";").WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.EndOfLine("\n")));
            editor.ReplaceNode(statement, (current, _) => current.WithLeadingTrivia(leading.Where(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1)));
            replacement = SyntaxFactory.IdentifierName(local);
        }

        // Inner nodes first: the reads may lie inside the norm's own argument.
        foreach (var read in reads)
        {
            editor.ReplaceNode(read, (current, _) => replacement.WithTriviaFrom(current));
        }

        if (norm.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, Parent: ExpressionStatementSyntax whole }
            && sum is IdentifierNameSyntax only && only.Identifier.ValueText == target.Identifier.ValueText)
        {
            var isCommented = whole.GetLeadingTrivia().Concat(whole.GetTrailingTrivia()).Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
            editor.RemoveNode(whole, isCommented ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia);
            return;
        }

        editor.ReplaceNode(norm, (current, _) =>
        {
            var kept = ((InvocationExpressionSyntax)current).ArgumentList.Arguments[0].Expression.WithoutTrivia();
            var bare = norm.Parent is ArrowExpressionClauseSyntax or ReturnStatementSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ArgumentSyntax || kept is not BinaryExpressionSyntax;
            return (bare ? kept : SyntaxFactory.ParenthesizedExpression(kept)).WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation);
        });
    }

    private static HashSet<string> Names(SyntaxNode norm) => new(
        norm.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText),
        StringComparer.Ordinal);

    private static string FreeName(HashSet<string> taken, string wanted)
    {
        var name = wanted;
        for (var i = 2; !taken.Add(name); i++)
        {
            name = wanted + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }

    private static StatementSyntax? Statement(SyntaxNode node) => node.FirstAncestorOrSelf<StatementSyntax>();
}
