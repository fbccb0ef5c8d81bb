using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes;

/// <summary>The other place that a finding is about: the step for a clip, the move for an optimizer.</summary>
internal static class Partner
{
    /// <summary>The statement there, where it is in the same file.</summary>
    public static StatementSyntax? Statement(Diagnostic diagnostic, SyntaxNode node) =>
        diagnostic.AdditionalLocations is [{ } location, ..] && IsSameFile(location, node)
            ? StatementEdits.Of(node.SyntaxTree.GetRoot().FindNode(location.SourceSpan))
            : null;

    /// <summary>The construct whose first token is there.</summary>
    public static SyntaxNode? Token(Diagnostic diagnostic, SyntaxNode node) =>
        diagnostic.AdditionalLocations is [{ } location, ..] && IsSameFile(location, node)
            ? node.SyntaxTree.GetRoot().FindToken(location.SourceSpan.Start).Parent
            : null;

    /// <summary>By path: what fixes a whole solution, as dotnet format does, may have parsed the file anew since the finding.</summary>
    public static bool IsSameFile(Location location, SyntaxNode node) =>
        location.SourceTree is { } tree && (tree == node.SyntaxTree || (tree.FilePath.Length > 0 && tree.FilePath == node.SyntaxTree.FilePath));
}
