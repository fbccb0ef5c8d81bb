using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes;

/// <summary>The other place that a finding is about: the step for a clip, the move for an optimizer.</summary>
internal static class Partner
{
    /// <summary>The statement there, where it is in the same file.</summary>
    public static StatementSyntax? Statement(Diagnostic diagnostic, SyntaxNode node) =>
        diagnostic.AdditionalLocations is [{ } location, ..] && location.SourceTree == node.SyntaxTree
            ? StatementEdits.Of(node.SyntaxTree.GetRoot().FindNode(location.SourceSpan))
            : null;

    /// <summary>The construct whose first token is there.</summary>
    public static SyntaxNode? Token(Diagnostic diagnostic, SyntaxNode node) =>
        diagnostic.AdditionalLocations is [{ } location, ..] && location.SourceTree == node.SyntaxTree
            ? node.SyntaxTree.GetRoot().FindToken(location.SourceSpan.Start).Parent
            : null;
}
