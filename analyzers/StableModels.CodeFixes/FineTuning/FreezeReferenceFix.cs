using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.FineTuning;

/// <summary>SM6002: the reference is evaluated and frozen where it is made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class FreezeReferenceFix() : TorchSharpCodeFix(RuleIds.LooseReference)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (Partner.Statement(diagnostic, node) is LocalDeclarationStatementSyntax { Declaration.Variables: [var reference] } creation
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model)
        {
            var name = reference.Identifier.Text;
            var weight = model.LookupSymbols(node.SpanStart, name: "weight").IsEmpty ? "weight" : name + "Weight";
            Register(context, diagnostic, "Freeze the reference model", editor =>
            {
                // The later insertion stands first.
                StatementEdits.InsertAfter(editor, creation, "foreach (var " + weight + " in " + name + ".parameters()) " + weight + ".requires_grad = false;");
                StatementEdits.InsertAfter(editor, creation, name + ".eval();");
            });
        }
    }
}
