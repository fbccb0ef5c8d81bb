using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3004: puts the clipping right before the step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MoveClippingFix() : TorchSharpCodeFix(RuleIds.MisplacedClipping)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (StatementEdits.Of(node) is ExpressionStatementSyntax clip
            && StatementEdits.CanBeTaken(clip)
            && Partner.Statement(diagnostic, node) is ExpressionStatementSyntax step
            && StatementEdits.CanBeTaken(step))
        {
            Register(context, diagnostic, "Clip right before the step", editor => StatementEdits.Move(editor, clip, step, before: true));
        }

        return Task.CompletedTask;
    }
}
