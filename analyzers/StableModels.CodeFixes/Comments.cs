using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.CodeFixes;

/// <summary>What a fix must not lose.</summary>
internal static class Comments
{
    /// <summary>The comments and directives in a node, its ends included.</summary>
    public static int In(SyntaxNode node) => node.DescendantTrivia().Count(IsKept);

    /// <summary>Those at a node's ends, which stay when it is replaced with its trivia.</summary>
    public static int Around(SyntaxNode node) => node.GetLeadingTrivia().Count(IsKept) + node.GetTrailingTrivia().Count(IsKept);

    private static bool IsKept(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective;
}
