using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Precision;

namespace StableModels.CodeFixes.Precision;

/// <summary>SM4004: a constant that FP16 holds.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HalfConstantFix() : TorchSharpCodeFix(RuleIds.HalfConstant)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        const string Epsilon = "Use an epsilon of 1e-4";
        if (diagnostic.Properties.TryGetValue(HalfReduction.Instead, out var instead) && instead is not null
            && node.AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(e => e.Span == diagnostic.Location.SourceSpan) is { } constant)
        {
            Register(context, diagnostic, "Use a constant that FP16 holds", editor => editor.ReplaceNode(constant, SyntaxFactory.ParseExpression(instead).WithTriviaFrom(constant)));
        }
        else if (node.FirstAncestorOrSelf<ArgumentSyntax>() is { Expression: var value } && value.Span == diagnostic.Location.SourceSpan)
        {
            Register(context, diagnostic, Epsilon, editor => editor.ReplaceNode(value, SyntaxFactory.ParseExpression("1e-4").WithTriviaFrom(value)));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } creation)
        {
            Register(context, diagnostic, Epsilon, editor => NamedArguments.Add(editor, creation.ArgumentList, "eps", "1e-4"));
        }

        return Task.CompletedTask;
    }
}
