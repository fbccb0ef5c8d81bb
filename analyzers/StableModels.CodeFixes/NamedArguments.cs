using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace StableModels.CodeFixes;

/// <summary>Adds an argument by its name, behind those that are there.</summary>
internal static class NamedArguments
{
    public static void Add(DocumentEditor editor, ArgumentListSyntax arguments, string name, string value)
    {
        var added = ((InvocationExpressionSyntax)SyntaxFactory.ParseExpression("_(" + name + ": " + value + ")")).ArgumentList.Arguments[0];
        var nodes = arguments.Arguments.GetWithSeparators();
        if (arguments.Arguments.Count > 0)
        {
            nodes = nodes.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space));
        }

        editor.ReplaceNode(arguments, arguments.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(nodes.Add(added))));
    }
}
