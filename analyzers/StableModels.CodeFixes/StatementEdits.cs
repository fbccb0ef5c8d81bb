using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace StableModels.CodeFixes;

/// <summary>Puts a statement beside another one, whether that stands in a block, alone under an if, or at the top level.</summary>
internal static class StatementEdits
{
    /// <summary>The statement whose whole work is the expression that the node belongs to; null in an expression body.</summary>
    public static StatementSyntax? Of(SyntaxNode node)
    {
        foreach (var ancestor in node.AncestorsAndSelf())
        {
            switch (ancestor)
            {
                case StatementSyntax statement:
                    return statement;
                case AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax or MemberDeclarationSyntax:
                    return null;
                default:
                    break;
            }
        }

        return null;
    }

    public static void InsertBefore(DocumentEditor editor, StatementSyntax place, string statement) => Insert(editor, place, statement, before: true);

    public static void InsertAfter(DocumentEditor editor, StatementSyntax place, string statement) => Insert(editor, place, statement, before: false);

    /// <summary>Whether a statement stands in a list of statements, so that taking it out leaves a whole program.</summary>
    public static bool CanBeTaken(StatementSyntax statement) => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;

    /// <summary>Moves a statement, with the comments above and behind it, to stand before or after another one.</summary>
    public static void Move(DocumentEditor editor, StatementSyntax statement, StatementSyntax place, bool before)
    {
        var moved = WithoutBlankLine(statement).WithAdditionalAnnotations(Formatter.Annotation);
        var target = place.Parent is GlobalStatementSyntax global ? (SyntaxNode)global : place;
        SyntaxNode added = target is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(moved) : moved;
        if (before)
        {
            editor.InsertBefore(target, added);
        }
        else
        {
            editor.InsertAfter(target, added);
        }

        Remove(editor, statement);
    }

    /// <summary>Removes a statement that <see cref="CanBeTaken"/> and the comments that belong to it.</summary>
    public static void Remove(DocumentEditor editor, StatementSyntax statement) =>
        editor.RemoveNode(statement.Parent is GlobalStatementSyntax own ? own : statement, SyntaxRemoveOptions.KeepNoTrivia);

    private static StatementSyntax WithoutBlankLine(StatementSyntax statement)
    {
        var leading = statement.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return statement.WithLeadingTrivia(leading);
    }

    private static void Insert(DocumentEditor editor, StatementSyntax place, string text, bool before)
    {
        var statement = SyntaxFactory.ParseStatement(text + "\n").WithAdditionalAnnotations(Formatter.Annotation);
        switch (place.Parent)
        {
            case BlockSyntax or SwitchSectionSyntax when before:
                editor.InsertBefore(place, statement);
                break;
            case BlockSyntax or SwitchSectionSyntax:
                editor.InsertAfter(place, statement);
                break;
            case GlobalStatementSyntax global when before:
                editor.InsertBefore(global, SyntaxFactory.GlobalStatement(statement));
                break;
            case GlobalStatementSyntax global:
                editor.InsertAfter(global, SyntaxFactory.GlobalStatement(statement));
                break;
            default:
                editor.ReplaceNode(place, (current, _) => Wrap((StatementSyntax)current, statement, before));
                break;
        }
    }

    // A statement alone under an if, else or loop gets braces.
    private static BlockSyntax Wrap(StatementSyntax place, StatementSyntax added, bool before) =>
        SyntaxFactory.Block(before ? new[] { added, place } : new[] { place, added }).WithAdditionalAnnotations(Formatter.Annotation);
}
