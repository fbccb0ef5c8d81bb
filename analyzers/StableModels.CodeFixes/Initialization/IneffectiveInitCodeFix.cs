using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Initialization;

/// <summary>SM2007: the tensor itself is initialised, and the layers are registered first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IneffectiveInitCodeFix))]
[Shared]
public sealed class IneffectiveInitCodeFix() : TorchSharpCodeFix(RuleIds.IneffectiveInit)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Parent: ArgumentSyntax } copy } member)
        {
            Register(context, diagnostic, "Initialise the tensor itself", editor => editor.ReplaceNode(copy, member.Expression.WithTriviaFrom(copy)));
        }
        else if (node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is { Body: { } body }
            && body.Statements.FirstOrDefault(s => s.Span.Contains(node.Span)) is { } walk
            && body.Statements.OfType<ExpressionStatementSyntax>().FirstOrDefault(s => s.Expression is InvocationExpressionSyntax { Expression: var called } && called.ToString() is "RegisterComponents" or "this.RegisterComponents") is { } register
            && !body.Statements.SkipWhile(s => s != walk).TakeWhile(s => s != register).SelectMany(s => s.DescendantNodes()).OfType<AssignmentExpressionSyntax>().Any())
        {
            Register(context, diagnostic, "Register first", editor =>
            {
                editor.RemoveNode(register, SyntaxRemoveOptions.KeepNoTrivia);
                editor.InsertBefore(walk, register.WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation));
            });
        }

        return Task.CompletedTask;
    }
}
