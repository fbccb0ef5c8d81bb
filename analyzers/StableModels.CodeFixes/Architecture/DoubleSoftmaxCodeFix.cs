using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Architecture;

namespace StableModels.CodeFixes.Architecture;

/// <summary>SM1006: the loss is given what it expects.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DoubleSoftmaxCodeFix))]
[Shared]
public sealed class DoubleSoftmaxCodeFix() : TorchSharpCodeFix(RuleIds.DoubleSoftmax)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (diagnostic.Properties["kind"] == DoubleSoftmax.Own)
        {
            await OfferLogits(context, diagnostic).ConfigureAwait(false);
        }
        else
        {
            OfferHere(context, diagnostic, node);
        }
    }

    // The module's own forward, wherever it stands.
    private static async Task OfferLogits(CodeFixContext context, Diagnostic diagnostic)
    {
        var cancellation = context.CancellationToken;
        var project = context.Document.Project;
        if (diagnostic.Properties["loss"] != "nll"
            && !project.Solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(project.Id).Any()
            && await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation
            && KnownSymbols.For(compilation) is { } known
            && DocumentationCommentId.GetFirstSymbolForDeclarationId(diagnostic.Properties[DoubleSoftmax.Own]!, compilation) is INamedTypeSymbol module
            && ModuleEndEdit.Of(module, known, compilation, cancellation) is { } end
            && project.GetDocument(end.Logits.Keys.First().SyntaxTree) is { } document
            && new OutputUses(module, end, known, compilation, cancellation).AllowLogits())
        {
            Register(context, diagnostic, "Return the logits from " + module.Name + ".forward", document, editor =>
            {
                foreach (var (call, logits) in end.Logits.Select(pair => (pair.Key, pair.Value)))
                {
                    editor.ReplaceNode(call, logits.WithTriviaFrom(call));
                }
            });
        }
    }

    private static void OfferHere(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || diagnostic.Properties["uses"] != "one" // the probabilities are used elsewhere too
            || diagnostic.Properties["kind"] is "Sequential")
        {
            return;
        }

        var isModule = diagnostic.Properties["kind"] != "operator";
        if (diagnostic.Properties["loss"] == "nll")
        {
            if (!isModule && node is SimpleNameSyntax { Identifier.ValueText: "softmax" } name && call.Expression.ToString() is not ("torch.softmax" or "softmax"))
            {
                Register(context, diagnostic, "Use log_softmax", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("log_softmax").WithTriviaFrom(name)));
            }

            return;
        }

        var isMethodOfTensor = !isModule && call.Expression is MemberAccessExpressionSyntax { Expression: var owner } && owner.ToString() is not ("torch" or "functional" or "F" or "nn.functional" or "torch.nn.functional" or "torch.special");
        var logits = isMethodOfTensor ? ((MemberAccessExpressionSyntax)call.Expression).Expression : call.ArgumentList.Arguments.FirstOrDefault()?.Expression;
        if (logits is not null)
        {
            Register(context, diagnostic, "Pass the logits", editor => editor.ReplaceNode(call, logits.WithTriviaFrom(call)));
        }
    }
}
