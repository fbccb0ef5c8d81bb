using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3010: takes the mean.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MeanLossFix() : TorchSharpCodeFix(RuleIds.SummedLoss)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        var name = node is MemberAccessExpressionSyntax member ? member.Name : node as SimpleNameSyntax;
        if (name is IdentifierNameSyntax { Identifier.ValueText: "Sum" })
        {
            Register(context, diagnostic, "Take the mean", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("Mean").WithTriviaFrom(name)));
        }

        return Task.CompletedTask;
    }
}
