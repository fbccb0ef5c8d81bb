using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Optimization;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3003: clips at a global norm of 1.0, or at the largest that the user allows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UsualClipThresholdFix() : TorchSharpCodeFix(RuleIds.ClipThreshold)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        SyntaxNode? value = node.FirstAncestorOrSelf<ArgumentSyntax>()?.Expression ?? node.FirstAncestorOrSelf<AttributeArgumentSyntax>()?.Expression;
        if (value is not null && diagnostic.Properties.TryGetValue(ClipThreshold.Usual, out var usual))
        {
            Register(context, diagnostic, "Clip at " + usual, editor => editor.ReplaceNode(value, SyntaxFactory.ParseExpression(usual!).WithTriviaFrom(value)));
        }

        return Task.CompletedTask;
    }
}
