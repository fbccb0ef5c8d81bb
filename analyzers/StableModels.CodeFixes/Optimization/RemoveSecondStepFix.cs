using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Optimization;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3009: removes a step that repeats the one before it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RemoveSecondStepFix() : TorchSharpCodeFix(RuleIds.WastedStep)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Properties.ContainsKey(WastedStep.Removable)
            && StatementEdits.Of(node) is ExpressionStatementSyntax step
            && StatementEdits.CanBeTaken(step))
        {
            Register(context, diagnostic, "Remove the second step", editor => StatementEdits.Remove(editor, step));
        }

        return Task.CompletedTask;
    }
}
