using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace StableModels.CodeFixes;

/// <summary>Edits of the attributes that declare a model's training.</summary>
internal static class DeclaredAttributes
{
    /// <summary>The attribute whose name the node is part of, where it declares a class.</summary>
    public static AttributeSyntax? Of(SyntaxNode node) =>
        node.FirstAncestorOrSelf<AttributeSyntax>() is { Parent: AttributeListSyntax { Parent: ClassDeclarationSyntax } } attribute ? attribute : null;

    /// <summary>Adds an attribute in a list of its own below the given one, qualified as that one is.</summary>
    public static void AddBeside(DocumentEditor editor, AttributeSyntax beside, string attribute)
    {
        var list = (AttributeListSyntax)beside.Parent!;
        var qualifier = beside.Name is QualifiedNameSyntax qualified ? qualified.Left + "." : "";
        var added = SyntaxFactory.ParseCompilationUnit("[" + qualifier + attribute + "] class _;").DescendantNodes().OfType<AttributeListSyntax>().First();
        var indentation = SyntaxFactory.TriviaList(list.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        editor.InsertAfter(list, added.WithLeadingTrivia(indentation).WithTrailingTrivia(Break(list)));
    }

    // As the list above ends: with its line, or with a space before the class.
    private static SyntaxTriviaList Break(AttributeListSyntax list)
    {
        var ends = list.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToList();
        return SyntaxFactory.TriviaList(ends.Count > 0 ? ends : [SyntaxFactory.Space]);
    }
}
