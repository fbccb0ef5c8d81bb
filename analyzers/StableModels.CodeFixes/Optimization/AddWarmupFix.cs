using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Optimization;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3001: raises the learning rate over the first 100 steps, or declares that.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddWarmupFix() : TorchSharpCodeFix(RuleIds.MissingWarmup)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (DeclaredAttributes.Of(node) is { } attribute)
        {
            Register(context, diagnostic, "Declare [Warmup(100)]", editor => DeclaredAttributes.AddBeside(editor, attribute, "Warmup(100)"));
            return;
        }

        if (!diagnostic.Properties.TryGetValue(WarmupPlacement.Optimizer, out var optimizer)
            || StatementEdits.Of(node) is not LocalDeclarationStatementSyntax creation
            || Partner.Statement(diagnostic, node) is not ExpressionStatementSyntax step
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        var name = optimizer + "Warmup";
        var counter = model.LookupSymbols(creation.SpanStart, name: "step").IsEmpty ? "step" : "updates";
        if (!model.LookupSymbols(step.SpanStart, name: name).IsEmpty)
        {
            return;
        }

        var schedule = "var " + name + " = " + TorchNames.Torch(model, creation.SpanStart) + ".optim.lr_scheduler.LambdaLR("
            + optimizer + ", " + counter + " => " + TorchNames.Math(model, creation.SpanStart) + ".Min(1.0, (" + counter + " + 1) / 100.0));";
        Register(context, diagnostic, "Warm the learning rate up over the first 100 steps", editor =>
        {
            StatementEdits.InsertAfter(editor, creation, schedule);
            StatementEdits.InsertAfter(editor, step, name + ".step();");
        });
    }
}
