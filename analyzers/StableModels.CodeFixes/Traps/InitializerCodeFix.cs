using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5007 to SM5009: an initialiser that does what its name says.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InitializerCodeFix))]
[Shared]
public sealed class InitializerCodeFix() : TorchSharpCodeFix(RuleIds.ConstantTruncNormal, RuleIds.UniformXavierNormal, RuleIds.IgnoredGenerator)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>(n => n is { ArgumentList.Arguments.Count: > 0 }) is not { } call)
        {
            return;
        }

        switch (diagnostic.Id)
        {
            case RuleIds.ConstantTruncNormal when node is IdentifierNameSyntax name:
                // The bounds and the generator have no place in normal_.
                var kept = call.ArgumentList.Arguments.Where((a, i) => a.NameColon is { } colon ? colon.Name.Identifier.ValueText is "tensor" or "mean" or "std" : i < 3).ToArray();
                Register(context, diagnostic, "Draw from normal_", editor =>
                {
                    editor.ReplaceNode(name, SyntaxFactory.IdentifierName("normal_").WithTriviaFrom(name));
                    if (kept.Length < call.ArgumentList.Arguments.Count)
                    {
                        editor.ReplaceNode(call.ArgumentList, call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(kept, Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), kept.Length - 1))));
                    }
                });
                break;
            case RuleIds.UniformXavierNormal when node is IdentifierNameSyntax name:
                Register(context, diagnostic, "Say xavier_uniform_, which is what runs", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("xavier_uniform_").WithTriviaFrom(name)));
                break;
            case RuleIds.IgnoredGenerator when call is { Parent: ExpressionStatementSyntax statement }
                    && call.ArgumentList.Arguments[0] is { NameColon: null, Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } tensor
                    && Comments.Around(tensor) == 0
                    && InvokedNames.Of(call) is { } method
                    && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model:
                // The tensor's own method honours its generator; init's wraps no_grad, so this must.
                Register(context, diagnostic, "Call the tensor's own method, which honours the generator", editor => editor.ReplaceNode(
                    statement,
                    SyntaxFactory.ParseStatement("using (" + TorchNames.Torch(model, statement.SpanStart) + ".no_grad()) " + tensor.Expression.WithoutTrivia() + "." + method + call.ArgumentList.WithArguments(call.ArgumentList.Arguments.RemoveAt(0)).WithoutTrivia() + ";")
                        .WithTriviaFrom(statement)));
                break;
        }
    }
}
