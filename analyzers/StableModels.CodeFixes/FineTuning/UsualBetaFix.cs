using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.FineTuning;

/// <summary>SM6001: the paper's beta.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UsualBetaFix() : TorchSharpCodeFix(RuleIds.PreferenceBeta)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node is ExpressionSyntax beta)
        {
            Register(context, diagnostic, "Use a beta of 0.1", editor => editor.ReplaceNode(beta, SyntaxFactory.ParseExpression("0.1").WithTriviaFrom(beta)));
        }

        return Task.CompletedTask;
    }
}
