using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5017: the module's mode decides.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DropoutInEvalFix))]
[Shared]
public sealed class DropoutInEvalFix() : TorchSharpCodeFix(RuleIds.DropoutInEval)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        const string Title = "Drop in training mode alone";
        var place = diagnostic.Location.SourceSpan;
        if (node.FirstAncestorOrSelf<ArgumentSyntax>(a => a.Expression.Span == place) is { Expression: var value })
        {
            var instead = value.IsKind(SyntaxKind.TrueLiteralExpression) ? "training" : "training ? " + value.WithoutTrivia() + " : 0";
            Register(context, diagnostic, Title, editor => editor.ReplaceNode(value, SyntaxFactory.ParseExpression(instead).WithTriviaFrom(value)));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call)
        {
            Register(context, diagnostic, Title, editor => NamedArguments.Add(editor, call.ArgumentList, "training", "training"));
        }

        return Task.CompletedTask;
    }
}
