using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Architecture;

/// <summary>SM1006: the loss is given what it expects.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DoubleSoftmaxCodeFix))]
[Shared]
public sealed class DoubleSoftmaxCodeFix() : TorchSharpCodeFix(RuleIds.DoubleSoftmax)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || diagnostic.Properties["uses"] != "one" // the probabilities are used elsewhere too
            || diagnostic.Properties["kind"] is "Sequential" or "own")
        {
            return Task.CompletedTask;
        }

        var isModule = diagnostic.Properties["kind"] != "operator";
        if (diagnostic.Properties["loss"] == "nll")
        {
            if (!isModule && node is SimpleNameSyntax { Identifier.ValueText: "softmax" } name && call.Expression.ToString() is not ("torch.softmax" or "softmax"))
            {
                Register(context, diagnostic, "Use log_softmax", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("log_softmax").WithTriviaFrom(name)));
            }

            return Task.CompletedTask;
        }

        var isMethodOfTensor = !isModule && call.Expression is MemberAccessExpressionSyntax { Expression: var owner } && owner.ToString() is not ("torch" or "functional" or "F" or "nn.functional" or "torch.nn.functional" or "torch.special");
        var logits = isMethodOfTensor ? ((MemberAccessExpressionSyntax)call.Expression).Expression : call.ArgumentList.Arguments.FirstOrDefault()?.Expression;
        if (logits is not null)
        {
            Register(context, diagnostic, "Pass the logits", editor => editor.ReplaceNode(call, logits.WithTriviaFrom(call)));
        }

        return Task.CompletedTask;
    }
}
