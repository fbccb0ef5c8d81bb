using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using StableModels.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5018: the sum and the product are written out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CrossedProductFix))]
[Shared]
public sealed class CrossedProductFix() : TorchSharpCodeFix(RuleIds.CrossedProduct)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Parent: not (ExpressionStatementSyntax or ConditionalAccessExpressionSyntax) } call
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.GetOperation(call, context.CancellationToken) is IInvocationOperation product
            && Written(product) is { } sum)
        {
            Register(context, diagnostic, "Write the sum and the product out", editor => editor.ReplaceNode(call, sum.WithTriviaFrom(call)));
        }
    }

    private static ParenthesizedExpressionSyntax? Written(IInvocationOperation product)
    {
        if ((product.Instance?.Syntax ?? Given(product, "input")) is not ExpressionSyntax input
            || Given(product, "batch1") is not { } batch1
            || Given(product, "batch2") is not { } batch2)
        {
            return null;
        }

        var beta = Given(product, "beta");
        var alpha = Given(product, "alpha");
        ExpressionSyntax[] kept = beta is null ? [input, batch1, batch2] : [input, batch1, batch2, beta];
        if (Comments.In(product.Syntax) - Comments.Around(product.Syntax) != kept.Append(alpha).Sum(part => part is null ? 0 : Comments.In(part.WithoutTrivia())))
        {
            return null; // A comment between the arguments has no place in the sum.
        }

        // With a beta of 0 PyTorch does not read the input, which may be uninitialised, and 0 times NaN is NaN.
        return Constant(product, "beta") is not (null or 0) and var factor
            ? Parenthesized(BinaryExpression(
                SyntaxKind.AddExpression,
                Scaled(beta, factor, Operand(input)),
                Scaled(alpha, Constant(product, "alpha"), Invoked(batch1, batch2))))
            : null;
    }

    private static InvocationExpressionSyntax Invoked(ExpressionSyntax batch1, ExpressionSyntax batch2) => InvocationExpression(
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Operand(batch1), IdentifierName("bmm")),
        ArgumentList(SingletonSeparatedList(Argument(batch2.WithoutTrivia()))));

    private static ExpressionSyntax Scaled(ExpressionSyntax? factor, double? constant, ExpressionSyntax tensor) =>
        factor is null || constant is 1 ? tensor : BinaryExpression(SyntaxKind.MultiplyExpression, Operand(factor), tensor);

    private static ExpressionSyntax Operand(ExpressionSyntax expression) =>
        expression.WithoutTrivia() is var bare && bare is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax
            ? bare
            : Parenthesized(bare);

    private static ParenthesizedExpressionSyntax Parenthesized(ExpressionSyntax expression) => ParenthesizedExpression(expression).WithAdditionalAnnotations(Simplifier.Annotation);

    private static ExpressionSyntax? Given(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(a => a.ArgumentKind == ArgumentKind.Explicit && a.Parameter?.Name == parameter)?.Syntax is ArgumentSyntax { Expression: var expression } ? expression : null;

    private static double? Constant(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value.ConstantValue is { HasValue: true, Value: { } value }
            ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : null;
}
