using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.FineTuning;

namespace StableModels.CodeFixes.FineTuning;

/// <summary>SM6005: divides as numbers; draws A and starts B at zero.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LoraScaleFix() : TorchSharpCodeFix(RuleIds.LoraScale)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        diagnostic.Properties.TryGetValue(LoraScale.Fault, out var fault);
        if (fault == "integers" && node.FirstAncestorOrSelf<BinaryExpressionSyntax>() is { Left: var left })
        {
            var dividend = left is IdentifierNameSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax ? left.WithoutTrivia().ToString() : "(" + left.WithoutTrivia() + ")";
            Register(context, diagnostic, "Divide as numbers", editor => editor.ReplaceNode(left, SyntaxFactory.ParseExpression("(double)" + dividend).WithTriviaFrom(left)));
        }
        else if (node is SimpleNameSyntax name && node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList.Arguments: [{ NameColon: null } weight, ..] } call)
        {
            var instead = fault == "zeros" ? "kaiming_uniform_" : "zeros_";
            Register(context, diagnostic, fault == "zeros" ? "Draw A" : "Start B at zero", editor =>
            {
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName(instead).WithTriviaFrom(name));
                if (call.ArgumentList.Arguments.Count > 1)
                {
                    editor.ReplaceNode(call.ArgumentList, call.ArgumentList.WithArguments(SyntaxFactory.SingletonSeparatedList(weight)));
                }
            });
        }

        return Task.CompletedTask;
    }
}
