using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers;
using StableModels.Analyzers.Precision;

namespace StableModels.CodeFixes.Precision;

/// <summary>SM4003: computes in FP32, and goes back to FP16 where other FP16 values wait for the result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WidenReductionFix() : TorchSharpCodeFix(RuleIds.HalfReduction)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation operation)
        {
            return;
        }

        var isModule = operation.TargetMethod.Name is "call" or "forward";
        var isBack = diagnostic.Properties.ContainsKey(HalfReduction.Back);

        // A norm with FP16 weights takes no FP32 input.
        if (isModule && isBack && operation.Instance?.Type?.Name is not ("Softmax" or "LogSoftmax"))
        {
            return;
        }

        var input = isModule || operation.Instance is null ? call.ArgumentList.Arguments.FirstOrDefault()?.Expression : (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        if (input is null)
        {
            return;
        }

        var torch = TorchNames.Torch(model, call.SpanStart);
        Register(context, diagnostic, "Compute in FP32", editor =>
        {
            var wide = SyntaxFactory.ParseExpression(Primary(input) + ".to(" + torch + ".float32)").WithTriviaFrom(input);
            if (isBack)
            {
                var inner = call.ReplaceNode(input, wide);
                editor.ReplaceNode(call, SyntaxFactory.ParseExpression(inner.WithoutTrivia() + ".to(" + torch + ".float16)").WithTriviaFrom(call));
            }
            else
            {
                editor.ReplaceNode(input, wide);
            }
        });
    }

    private static string Primary(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax => value.WithoutTrivia().ToString(),
        _ => "(" + value.WithoutTrivia() + ")",
    };
}
