using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Initialization;

/// <summary>SM2001, SM2002 and SM2005: a draw that fits the number of inputs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WeightScaleCodeFix))]
[Shared]
public sealed class WeightScaleCodeFix() : TorchSharpCodeFix(RuleIds.WeightScale, RuleIds.ConstantHiddenLayer, RuleIds.LargeQueryKey)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node is SimpleNameSyntax name && node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList.Arguments: [{ NameColon: null } weight, ..] } call)
        {
            var instead = diagnostic.Id == RuleIds.LargeQueryKey ? "xavier_uniform_" : "kaiming_uniform_";
            Register(context, diagnostic, "Use " + instead, editor =>
            {
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName(instead).WithTriviaFrom(name));
                if (call.ArgumentList.Arguments.Count > 1)
                {
                    editor.ReplaceNode(call.ArgumentList, call.ArgumentList.WithArguments(SyntaxFactory.SingletonSeparatedList(weight)));
                }
            });
        }

        return Task.CompletedTask;
    }
}
