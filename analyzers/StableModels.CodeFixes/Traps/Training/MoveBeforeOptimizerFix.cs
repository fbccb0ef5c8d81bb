using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5105: moves the module first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MoveBeforeOptimizerFix() : TorchSharpCodeFix(RuleIds.OptimizerBeforeMove)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (StatementEdits.Of(node) is ExpressionStatementSyntax move
            && StatementEdits.CanBeTaken(move)
            && Partner.Statement(diagnostic, node) is { } creation
            && StatementEdits.CanBeTaken(creation)
            && (move.Parent == creation.Parent || move.Parent is GlobalStatementSyntax && move.Parent.Parent == creation.Parent?.Parent))
        {
            Register(context, diagnostic, "Move the module before its optimizer is built", editor => StatementEdits.Move(editor, move, creation, before: true));
        }

        return Task.CompletedTask;
    }
}
