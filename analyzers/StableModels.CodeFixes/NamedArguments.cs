using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace StableModels.CodeFixes;

/// <summary>Arguments by their names.</summary>
internal static class NamedArguments
{
    /// <summary>The argument for a parameter, written by its name or at its place; null where it is left to its default.</summary>
    public static ArgumentSyntax? Given(InvocationExpressionSyntax call, string name, int position)
    {
        var arguments = call.ArgumentList.Arguments;
        return arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == name)
            ?? (arguments.Count > position && arguments[position].NameColon is null ? arguments[position] : null);
    }

    /// <summary>Adds an argument behind those that are there.</summary>
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
