using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Precision;

namespace StableModels.CodeFixes.Precision;

/// <summary>SM4002: clips after the gradients were divided by the scale.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnscaleBeforeClippingFix() : TorchSharpCodeFix(RuleIds.MisusedLossScale)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Properties.ContainsKey(MisusedLossScale.Movable)
            && StatementEdits.Of(node) is ExpressionStatementSyntax clip
            && StatementEdits.CanBeTaken(clip)
            && Partner.Statement(diagnostic, node) is ExpressionStatementSyntax step
            && StatementEdits.CanBeTaken(step))
        {
            Register(context, diagnostic, "Clip right before the step", editor => StatementEdits.Move(editor, clip, step, before: true));
        }

        return Task.CompletedTask;
    }
}
