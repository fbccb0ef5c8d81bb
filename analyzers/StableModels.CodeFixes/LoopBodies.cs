using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes;

/// <summary>The start and the end of a loop's body.</summary>
internal static class LoopBodies
{
    /// <summary>The first statement of the body in braces of the loop that the node belongs to.</summary>
    public static StatementSyntax? FirstStatement(SyntaxNode node)
    {
        var body = node.FirstAncestorOrSelf<StatementSyntax>() switch
        {
            ForStatementSyntax loop => loop.Statement,
            CommonForEachStatementSyntax loop => loop.Statement,
            WhileStatementSyntax loop => loop.Statement,
            DoStatementSyntax loop => loop.Statement,
            _ => null,
        };
        return (body as BlockSyntax)?.Statements.FirstOrDefault();
    }

    /// <summary>Whether something may keep the last statement of a loop's body from being reached in a round: a jump out of it, or one at its end.</summary>
    public static bool CanBeCutShort(BlockSyntax body) =>
        body.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ContinueStatementSyntax or GotoStatementSyntax && node.Ancestors().First(IsLoop) == body.Parent)
        || body.Statements.LastOrDefault() is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax;

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;
}
