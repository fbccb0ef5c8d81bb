using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Architecture;

/// <summary>SM1004, SM1008 and SM2004: the argument that switches the sound default off goes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ArgumentCodeFix))]
[Shared]
public sealed class ArgumentCodeFix() : TorchSharpCodeFix(RuleIds.MissingFinalNorm, RuleIds.NormArguments, RuleIds.UnscaledResiduals)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { Parent: AttributeArgumentListSyntax attributeArguments } attributeArgument)
        {
            Register(context, diagnostic, "Use the default", editor => editor.RemoveNode(
                attributeArguments.Arguments.Count == 1 ? attributeArguments : attributeArgument, SyntaxRemoveOptions.KeepNoTrivia));
        }
        else if (diagnostic.Id == RuleIds.NormArguments
            && node.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent: ArgumentListSyntax { Arguments: var arguments } } argument
            && (argument.NameColon is not null || argument == arguments.Last())
            && node is LiteralExpressionSyntax or ArgumentSyntax { Expression: LiteralExpressionSyntax })
        {
            Register(context, diagnostic, "Use the default", editor => editor.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia));
        }

        return Task.CompletedTask;
    }
}
