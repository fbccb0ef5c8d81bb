using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.FineTuning;

/// <summary>SM6004: adds an epsilon.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class GuardDeviationFix() : TorchSharpCodeFix(RuleIds.UnguardedDeviation)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ExpressionSyntax>(expression => expression.Span == diagnostic.Location.SourceSpan) is { } deviation)
        {
            Register(context, diagnostic, "Add 1e-4 to the deviation", editor =>
                editor.ReplaceNode(deviation, SyntaxFactory.ParseExpression("(" + deviation.WithoutTrivia() + " + 1e-4)").WithTriviaFrom(deviation)));
        }

        return Task.CompletedTask;
    }
}
