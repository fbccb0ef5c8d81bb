using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Initialization;

namespace StableModels.CodeFixes.Initialization;

/// <summary>SM2003: the gain that the activation needs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GainCodeFix))]
[Shared]
public sealed class GainCodeFix() : TorchSharpCodeFix(RuleIds.GainMismatch)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>(i => InvokedNames.Of(i) is { } n && n.EndsWith("_", StringComparison.Ordinal)) is not { } call
            || !diagnostic.Properties.TryGetValue(GainMismatch.Fitting, out var fitting) || fitting is null)
        {
            return Task.CompletedTask;
        }

        const string Title = "Use the activation's gain";
        switch (InvokedNames.Of(call))
        {
            case "xavier_uniform_" or "xavier_normal_" or "orthogonal_":
                if (NamedArguments.Given(call, "gain", 1) is { } argument)
                {
                    Register(context, diagnostic, Title, editor => editor.ReplaceNode(argument.Expression, SyntaxFactory.ParseExpression(fitting).WithTriviaFrom(argument.Expression)));
                }
                else
                {
                    Register(context, diagnostic, Title, editor => NamedArguments.Add(editor, call.ArgumentList, "gain", fitting));
                }

                break;
            case "kaiming_uniform_" or "kaiming_normal_" when diagnostic.Properties.TryGetValue(GainMismatch.Activation, out var activation) && activation is "ReLU"
                && NamedArguments.Given(call, "nonlinearity", 3) is { Expression: MemberAccessExpressionSyntax nonlinearity }:
                Register(context, diagnostic, Title, editor => editor.ReplaceNode(nonlinearity.Name, SyntaxFactory.IdentifierName("ReLU").WithTriviaFrom(nonlinearity.Name)));
                break;
        }

        return Task.CompletedTask;
    }
}
