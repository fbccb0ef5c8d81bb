using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Traps.Training;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5112: goes back to training mode at the start of each round.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TrainAgainFix() : TorchSharpCodeFix(RuleIds.LastingEvaluation)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Properties.TryGetValue(LastingEvaluation.Module, out var module)
            && Partner.Token(diagnostic, node) is { } loop
            && LoopBodies.FirstStatement(loop) is { } first)
        {
            Register(context, diagnostic, "Train again at the start of each round", editor => StatementEdits.InsertBefore(editor, first, module + ".train();"));
        }

        return Task.CompletedTask;
    }
}
