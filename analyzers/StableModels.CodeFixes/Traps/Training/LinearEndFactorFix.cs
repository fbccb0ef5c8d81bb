using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5104: says where the factor ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LinearEndFactorFix() : TorchSharpCodeFix(RuleIds.LinearEndFactor)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } creation)
        {
            Register(context, diagnostic, "End at the learning rate itself", editor => NamedArguments.Add(editor, creation.ArgumentList, "end_factor", "1.0"));
        }

        return Task.CompletedTask;
    }
}
