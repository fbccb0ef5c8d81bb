using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Traps.Training;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5107: opens a scope at the start of the loop's body.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class OpenDisposeScopeFix() : TorchSharpCodeFix(RuleIds.MissingDisposeScope)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Properties.ContainsKey(MissingDisposeScope.Insertable)
            && LoopBodies.FirstStatement(node) is { } first
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.LookupSymbols(first.SpanStart, name: "disposeScope").IsEmpty)
        {
            var scope = "using var disposeScope = " + TorchNames.Torch(model, first.SpanStart) + ".NewDisposeScope();";
            Register(context, diagnostic, "Open a dispose scope in the loop", editor => StatementEdits.InsertBefore(editor, first, scope));
        }
    }
}
