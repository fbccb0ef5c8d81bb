using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Optimization;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3002: clips the global norm before the step, or declares it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddClippingFix() : TorchSharpCodeFix(RuleIds.MissingClipping)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (DeclaredAttributes.Of(node) is { } attribute)
        {
            Register(context, diagnostic, "Declare [ClipNorm(1.0)]", editor => DeclaredAttributes.AddBeside(editor, attribute, "ClipNorm(1.0)"));
            return;
        }

        if (diagnostic.Properties.TryGetValue(MissingClipping.Module, out var module)
            && StatementEdits.Of(node) is ExpressionStatementSyntax step
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model)
        {
            var clip = TorchNames.Torch(model, step.SpanStart) + ".nn.utils.clip_grad_norm_(" + module + ".parameters(), 1.0);";
            Register(context, diagnostic, "Clip the gradient's norm to 1.0 before the step", editor => StatementEdits.InsertBefore(editor, step, clip));
        }
    }
}
