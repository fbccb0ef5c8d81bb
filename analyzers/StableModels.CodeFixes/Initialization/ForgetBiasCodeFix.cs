using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Initialization;

namespace StableModels.CodeFixes.Initialization;

/// <summary>SM2006: the forget gate's quarter of the bias; TorchSharp's order is input, forget, cell, output.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForgetBiasCodeFix))]
[Shared]
public sealed class ForgetBiasCodeFix() : TorchSharpCodeFix(RuleIds.ForgetBias)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: [{ NameColon: null } bias, ..] } call
            || !diagnostic.Properties.TryGetValue(ForgetBias.Value, out var value))
        {
            return Task.CompletedTask;
        }

        var quarter = bias.Expression.WithoutTrivia() + ".chunk(4, 0)[1]";
        if (value == ForgetBias.Open)
        {
            Register(context, diagnostic, "Open the forget gate alone", editor => editor.ReplaceNode(bias.Expression, SyntaxFactory.ParseExpression(quarter).WithTriviaFrom(bias.Expression)));
        }
        else if (call.Parent is ExpressionStatementSyntax statement)
        {
            // A walk meets both biases, which add up.
            var name = call.Expression.WithoutTrivia().ToString();
            var constant = name.Substring(0, name.LastIndexOf('.') + 1) + "constant_";
            var level = value == ForgetBias.ZeroBoth ? "0.5" : "1.0";
            Register(context, diagnostic, "Open the forget gate", editor => StatementEdits.InsertAfter(editor, statement, constant + "(" + quarter + ", " + level + ");"));
        }

        return Task.CompletedTask;
    }
}
