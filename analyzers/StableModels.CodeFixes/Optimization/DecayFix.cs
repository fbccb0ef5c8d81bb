using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3008: AdamW decays apart from the gradient; under it norms and biases, the parameters of one dimension, get a group without decay.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DecayFix() : TorchSharpCodeFix(RuleIds.MisplacedDecay)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node is IdentifierNameSyntax { Identifier.ValueText: "Adam" } name)
        {
            if (CanBecomeAdamW(name))
            {
                Register(context, diagnostic, "Use AdamW", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("AdamW").WithTriviaFrom(name)));
            }
        }
        else if (node.FirstAncestorOrSelf<ArgumentSyntax>()?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList.Arguments: [{ NameColon: null, Expression: InvocationExpressionSyntax parameters }, ..] }
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && DecayGroups.For(parameters, model) is { } groups)
        {
            Register(context, diagnostic, "Decay matrices and embeddings alone", editor => editor.ReplaceNode(parameters, groups.WithTriviaFrom(parameters)));
        }
    }

    // Groups are typed by their optimizer, and a local declared as Adam holds no AdamW.
    private static bool CanBecomeAdamW(IdentifierNameSyntax name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Parent: var parent } call
        && !call.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().Any()
        && parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: var type } } }
        && (type.IsVar || type.ToString().EndsWith("Optimizer", StringComparison.Ordinal));
}
