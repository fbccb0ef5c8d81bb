using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3008: AdamW decays apart from the gradient.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UseAdamWFix() : TorchSharpCodeFix(RuleIds.MisplacedDecay)
{
    private protected override Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        // Groups are typed by their optimizer, and a local declared as Adam holds no AdamW.
        if (node is IdentifierNameSyntax { Identifier.ValueText: "Adam" } name
            && name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Parent: var parent } call
            && !call.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().Any()
            && IsUntyped(parent))
        {
            Register(context, diagnostic, "Use AdamW", editor =>
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName("AdamW").WithTriviaFrom(name)));
        }

        return Task.CompletedTask;
    }

    private static bool IsUntyped(SyntaxNode? parent) =>
        parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: var type } } }
        && (type.IsVar || type.ToString().EndsWith("Optimizer", System.StringComparison.Ordinal));
}
