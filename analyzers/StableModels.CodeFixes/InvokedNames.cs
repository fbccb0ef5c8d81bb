using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes;

/// <summary>What a call's method is called where it stands.</summary>
internal static class InvokedNames
{
    /// <summary>Null where the call has no name, as of a delegate that another call returns.</summary>
    public static string? Of(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
