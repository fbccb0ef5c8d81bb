using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Optimization;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3005: clears the gradients after the step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClearGradientsFix() : TorchSharpCodeFix(RuleIds.GradientClearing)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (StatementEdits.Of(node) is not ExpressionStatementSyntax statement)
        {
            return Task.CompletedTask;
        }

        diagnostic.Properties.TryGetValue(GradientClearing.Fault, out var fault);
        if (fault == GradientClearing.Missing && node.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is { } member)
        {
            Register(context, diagnostic, "Clear the gradients after the step", editor => StatementEdits.InsertAfter(editor, statement, member.Expression + ".zero_grad();"));
        }
        else if (fault == GradientClearing.TooEarly
            && StatementEdits.CanBeTaken(statement)
            && Partner.Statement(diagnostic, node) is ExpressionStatementSyntax step
            && StatementEdits.CanBeTaken(step))
        {
            Register(context, diagnostic, "Clear the gradients after the step", editor => StatementEdits.Move(editor, statement, step, before: false));
        }

        return Task.CompletedTask;
    }
}
