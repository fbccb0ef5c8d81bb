using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes;

/// <summary>The start of a loop's body.</summary>
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
}
