using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5111: seeds before the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SeedOnceFix() : TorchSharpCodeFix(RuleIds.ReseededLoop)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (StatementEdits.Of(node) is ExpressionStatementSyntax { Parent: BlockSyntax { Parent: StatementSyntax loop } } seed
            && Partner.Token(diagnostic, node) == loop
            && StatementEdits.CanBeTaken(loop))
        {
            Register(context, diagnostic, "Seed once, before the loop", editor => StatementEdits.Move(editor, seed, loop, before: true));
        }

        return Task.CompletedTask;
    }
}
