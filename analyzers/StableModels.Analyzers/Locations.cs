using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.Analyzers;

/// <summary>The narrowest token that names what a diagnostic is about.</summary>
internal static class Locations
{
    /// <summary>The called method's name, without its receiver and arguments.</summary>
    public static Location NameOf(IOperation invocation) => Name(invocation.Syntax).GetLocation();

    private static SyntaxNode Name(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax call => Name(call.Expression),
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax member => member.Name,
        ObjectCreationExpressionSyntax creation => creation.Type,
        ParenthesizedExpressionSyntax inner => Name(inner.Expression),
        _ => syntax,
    };
}
