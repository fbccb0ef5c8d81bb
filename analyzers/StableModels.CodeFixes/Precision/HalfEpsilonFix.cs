using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Precision;

/// <summary>SM4004: an epsilon that FP16 holds.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HalfEpsilonFix() : TorchSharpCodeFix(RuleIds.HalfEpsilon)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        const string Title = "Use an epsilon of 1e-4";
        if (node.FirstAncestorOrSelf<ArgumentSyntax>() is { Expression: var value } && value.Span == diagnostic.Location.SourceSpan)
        {
            Register(context, diagnostic, Title, editor => editor.ReplaceNode(value, SyntaxFactory.ParseExpression("1e-4").WithTriviaFrom(value)));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } creation)
        {
            Register(context, diagnostic, Title, editor => NamedArguments.Add(editor, creation.ArgumentList, "eps", "1e-4"));
        }

        return Task.CompletedTask;
    }
}
