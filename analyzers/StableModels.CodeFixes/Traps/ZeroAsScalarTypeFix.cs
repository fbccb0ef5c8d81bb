using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;
using StableModels.Analyzers.Traps;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5016: the dimension is named.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ZeroAsScalarTypeFix))]
[Shared]
public sealed class ZeroAsScalarTypeFix() : TorchSharpCodeFix(RuleIds.ZeroAsScalarType)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ArgumentSyntax>() is { NameColon: null } argument
            && diagnostic.Properties.TryGetValue(ZeroAsScalarType.Parameter, out var parameter) && parameter is not null)
        {
            Register(context, diagnostic, "Name the dimension", editor => editor.ReplaceNode(
                argument,
                argument.WithoutLeadingTrivia()
                    .WithNameColon(SyntaxFactory.NameColon(parameter).WithTrailingTrivia(SyntaxFactory.Space))
                    .WithLeadingTrivia(argument.GetLeadingTrivia())));
        }

        return Task.CompletedTask;
    }
}
