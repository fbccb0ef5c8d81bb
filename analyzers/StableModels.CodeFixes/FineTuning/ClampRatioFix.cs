using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.FineTuning;

/// <summary>SM6003: clamps the log-ratio.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClampRatioFix() : TorchSharpCodeFix(RuleIds.UnclampedRatio)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call)
        {
            return Task.CompletedTask;
        }

        var ratio = call.ArgumentList.Arguments is [{ Expression: var given }, ..] ? given : (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        if (ratio is not null)
        {
            var isSimple = ratio is IdentifierNameSyntax or ParenthesizedExpressionSyntax or InvocationExpressionSyntax;
            var bounded = (isSimple ? ratio.WithoutTrivia().ToString() : "(" + ratio.WithoutTrivia() + ")") + ".clamp(-20, 20)";
            Register(context, diagnostic, "Clamp the log-ratio to -20..20", editor =>
                editor.ReplaceNode(ratio, SyntaxFactory.ParseExpression(bounded).WithTriviaFrom(ratio)));
        }

        return Task.CompletedTask;
    }
}
