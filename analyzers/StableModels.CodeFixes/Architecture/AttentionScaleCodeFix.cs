using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Architecture;

/// <summary>SM1005: the product is divided by the square root of its first factor's last dimension.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AttentionScaleCodeFix))]
[Shared]
public sealed class AttentionScaleCodeFix() : TorchSharpCodeFix(RuleIds.UnscaledAttention)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax or IdentifierNameSyntax } product)
        {
            return Task.CompletedTask;
        }

        // torch.matmul(q, k) has two arguments, q.matmul(k) one.
        var query = product.ArgumentList.Arguments.Count == 2 ? product.ArgumentList.Arguments[0].Expression : (product.Expression as MemberAccessExpressionSyntax)?.Expression;
        if (query is IdentifierNameSyntax name)
        {
            var isBare = product.Parent is EqualsValueClauseSyntax or ArgumentSyntax or AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax;
            var text = product.WithoutTrivia() + " / Math.Sqrt(" + name.Identifier.ValueText + ".size(-1))";
            Register(context, diagnostic, "Divide by the square root of the width", editor =>
                editor.ReplaceNode(product, SyntaxFactory.ParseExpression(isBare ? text : "(" + text + ")").WithTriviaFrom(product)));
        }

        return Task.CompletedTask;
    }
}
