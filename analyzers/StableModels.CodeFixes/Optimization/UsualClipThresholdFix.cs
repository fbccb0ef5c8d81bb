using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3003: clips at a global norm of 1.0.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UsualClipThresholdFix() : TorchSharpCodeFix(RuleIds.ClipThreshold)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        var one = SyntaxFactory.ParseExpression("1.0");
        SyntaxNode? value = node.FirstAncestorOrSelf<ArgumentSyntax>()?.Expression ?? node.FirstAncestorOrSelf<AttributeArgumentSyntax>()?.Expression;
        if (value is not null)
        {
            Register(context, diagnostic, "Clip at 1.0", editor => editor.ReplaceNode(value, one.WithTriviaFrom(value)));
        }

        return Task.CompletedTask;
    }
}
