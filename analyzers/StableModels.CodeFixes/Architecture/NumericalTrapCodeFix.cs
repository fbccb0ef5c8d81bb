using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace StableModels.CodeFixes.Architecture;

/// <summary>SM1010 and SM1011: the composition becomes the one function that is exact.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NumericalTrapCodeFix))]
[Shared]
public sealed class NumericalTrapCodeFix() : TorchSharpCodeFix(RuleIds.NumericalTrap, RuleIds.LostDigits)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (!diagnostic.Properties.TryGetValue("instead", out var instead) || instead is null || diagnostic.AdditionalLocations.Count == 0
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        var outer = instead == "expm1" ? Bare(node) : node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        var inner = outer?.SyntaxTree.GetRoot(context.CancellationToken).FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;

        // Both in one expression: a local in between may be used elsewhere.
        if (outer is not null && inner is not null && outer.Span.Contains(inner.Span) && outer != inner
            && Replacement(instead, inner, TorchNames.Torch(model, node.SpanStart) + ".nn.functional.") is { } replacement
            && Comments.In(outer) - Comments.Around(outer) == Comments.In(replacement))
        {
            Register(context, diagnostic, "Use " + instead, editor => editor.ReplaceNode(outer, replacement.WithTriviaFrom(outer)));
        }
    }

    private static ExpressionSyntax? Replacement(string instead, ExpressionSyntax inner, string functional) => instead switch
    {
        "log_softmax" when inner is InvocationExpressionSyntax call => LogSoftmax(call),
        "logsigmoid" when Operand(inner) is { } x => Parse(functional + "logsigmoid(" + x + ")"),
        "logsigmoid(-x)" when inner is BinaryExpressionSyntax { Right: var sigmoid } && Operand(Bare(sigmoid)) is { } x => Parse(functional + "logsigmoid(-" + Primary(x) + ")"),
        "expm1" when Operand(inner) is { } x => Parse(Primary(x) + ".expm1()"),
        "logsumexp" when inner is InvocationExpressionSyntax sum && Source(sum) is { } exponential && Bare(exponential) is InvocationExpressionSyntax exp && Operand(exp) is { } x
            && Rest(sum) is { Count: 1 or 2 } rest && rest[0].NameColon is null && rest.All(a => a.NameColon is null or { Name.Identifier.ValueText: "keepdim" }) =>
            Parse(Primary(x) + ".logsumexp(" + string.Join(", ", rest.Select(a => a.WithoutTrivia().ToString())) + ")"),
        "log1p" when OtherTerm(inner) is { } x => Parse(Primary(x) + ".log1p()"),
        "softplus" when OtherTerm(inner) is { } exponential && Operand(Bare(exponential)) is { } x => Parse(functional + "softplus(" + x + ")"),
        _ => null,
    };

    private static ExpressionSyntax? LogSoftmax(InvocationExpressionSyntax softmax) =>
        Source(softmax) is { } x && Rest(softmax) is { } rest && rest.All(a => a.NameColon is null or { Name.Identifier.ValueText: "dim" or "dtype" })
            ? Parse(Primary(x) + ".log_softmax(" + string.Join(", ", rest.Select(a => a.WithoutTrivia().ToString())) + ")")
            : null;

    // 1 + x and x + 1, and their method forms.
    private static ExpressionSyntax? OtherTerm(ExpressionSyntax sum) => Bare(sum) switch
    {
        BinaryExpressionSyntax { Left: LiteralExpressionSyntax } binary => Bare(binary.Right),
        BinaryExpressionSyntax { Right: LiteralExpressionSyntax } binary => Bare(binary.Left),
        InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax }] } call => Source(call),
        _ => null,
    };

    // The tensor that a one-operand call computes on: x.exp() or torch.exp(x).
    private static ExpressionSyntax? Operand(ExpressionSyntax call) =>
        call is InvocationExpressionSyntax invocation && Rest(invocation) is { Count: 0 } ? Source(invocation) : null;

    private static bool IsStatic(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax => true,
        MemberAccessExpressionSyntax { Expression: var owner } => owner.ToString() is "torch" or "F" or "functional" or "nn.functional" or "torch.nn.functional" or "TorchSharp.torch" or "TorchSharp.torch.nn.functional" or "torch.special" or "special",
        _ => false,
    };

    private static ExpressionSyntax? Source(InvocationExpressionSyntax call) =>
        IsStatic(call) ? call.ArgumentList.Arguments.FirstOrDefault() is { NameColon: null } first ? first.Expression : null
            : (call.Expression as MemberAccessExpressionSyntax)?.Expression;

    private static SeparatedSyntaxList<ArgumentSyntax> Rest(InvocationExpressionSyntax call) =>
        IsStatic(call) && call.ArgumentList.Arguments.Count > 0 ? call.ArgumentList.Arguments.RemoveAt(0) : call.ArgumentList.Arguments;

    private static string Primary(ExpressionSyntax x) =>
        x.WithoutTrivia() is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax ? x.WithoutTrivia().ToString() : "(" + x.WithoutTrivia() + ")";

    private static ExpressionSyntax Bare(SyntaxNode node) => node is ParenthesizedExpressionSyntax inner ? Bare(inner.Expression) : (ExpressionSyntax)node;

    private static ExpressionSyntax Parse(string text) => ParseExpression(text).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation);
}
