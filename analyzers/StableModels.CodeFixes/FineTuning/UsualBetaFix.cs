using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.FineTuning;

namespace StableModels.CodeFixes.FineTuning;

/// <summary>SM6001: the paper's beta, or the nearest that the user allows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UsualBetaFix() : TorchSharpCodeFix(RuleIds.PreferenceBeta)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node is ExpressionSyntax beta && diagnostic.Properties.TryGetValue(PreferenceBeta.Usual, out var usual))
        {
            Register(context, diagnostic, "Use a beta of " + usual, editor => editor.ReplaceNode(beta, SyntaxFactory.ParseExpression(usual!).WithTriviaFrom(beta)));
        }

        return Task.CompletedTask;
    }
}
