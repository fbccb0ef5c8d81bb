using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5110: evaluates without gradients.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StopGradientsFix() : TorchSharpCodeFix(RuleIds.EvaluationGradient)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (Partner.Token(diagnostic, node) is { } loop
            && LoopBodies.FirstStatement(loop) is { } first
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.LookupSymbols(first.SpanStart, name: "noGrad").IsEmpty)
        {
            var noGrad = "using var noGrad = " + TorchNames.Torch(model, first.SpanStart) + ".no_grad();";
            Register(context, diagnostic, "Evaluate without gradients", editor => StatementEdits.InsertBefore(editor, first, noGrad));
        }
    }
}
