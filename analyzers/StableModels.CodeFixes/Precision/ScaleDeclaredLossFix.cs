using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Precision;

/// <summary>SM4001: lets a declared FP16 model scale its loss again, which is the default.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ScaleDeclaredLossFix() : TorchSharpCodeFix(RuleIds.UnscaledHalf)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (DeclaredAttributes.Of(node) is { ArgumentList: { } arguments }
            && arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "LossScaling") is { } off)
        {
            Register(context, diagnostic, "Scale the loss", editor => editor.RemoveNode(off, SyntaxRemoveOptions.KeepNoTrivia));
        }

        return Task.CompletedTask;
    }
}
