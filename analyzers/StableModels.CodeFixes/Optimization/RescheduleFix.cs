using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Optimization;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3007: steps the schedule after the optimizer, or starts it at its beginning.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RescheduleFix() : TorchSharpCodeFix(RuleIds.MisusedScheduler)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        diagnostic.Properties.TryGetValue(MisusedScheduler.Fault, out var fault);
        if (fault == MisusedScheduler.LastEpoch)
        {
            if (node.FirstAncestorOrSelf<ArgumentSyntax>() is { NameColon: not null } argument)
            {
                Register(context, diagnostic, "Start the schedule at its beginning", editor => editor.RemoveNode(argument));
            }
        }
        else if (fault == MisusedScheduler.EpochStart)
        {
            if (StatementEdits.Of(node) is ExpressionStatementSyntax { Parent: BlockSyntax { Statements: [.., var last] } epoch } begin && begin != last && !LoopBodies.CanBeCutShort(epoch))
            {
                Register(context, diagnostic, "Step the schedule at the end of the epoch", editor => StatementEdits.Move(editor, begin, last, before: false));
            }
        }
        else if (fault is not null
            && StatementEdits.Of(node) is ExpressionStatementSyntax schedule
            && StatementEdits.CanBeTaken(schedule)
            && Partner.Statement(diagnostic, node) is ExpressionStatementSyntax step
            && StatementEdits.CanBeTaken(step))
        {
            Register(context, diagnostic, "Step the schedule after the optimizer", editor => StatementEdits.Move(editor, schedule, step, before: false));
        }

        return Task.CompletedTask;
    }
}
