using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5015: the result is assigned back.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DiscardedResultCodeFix))]
[Shared]
public sealed class DiscardedResultCodeFix() : TorchSharpCodeFix(RuleIds.DiscardedResult)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver }, Parent: ExpressionStatementSyntax } call)
        {
            return;
        }

        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var writable = model?.GetSymbolInfo(receiver, context.CancellationToken).Symbol switch
        {
            ILocalSymbol local => !local.IsUsing && !local.IsForEach && !local.IsConst,
            IParameterSymbol parameter => parameter.RefKind is RefKind.None or RefKind.Ref,
            IFieldSymbol field => !field.IsReadOnly,
            IPropertySymbol property => property.SetMethod is not null,
            _ => false,
        };
        if (writable)
        {
            Register(context, diagnostic, "Assign the result", editor => editor.ReplaceNode(call, (current, _) => SyntaxFactory.AssignmentExpression(
                    SyntaxKind.SimpleAssignmentExpression,
                    receiver.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                    (InvocationExpressionSyntax)current.WithoutTrivia())
                .WithTriviaFrom(current)));
        }
    }
}
