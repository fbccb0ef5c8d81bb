using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes.Traps;

/// <summary>
/// The compiler's CS1739 on <c>is_causal: true</c>, as PyTorch has it: the parameter of TorchSharp's
/// <c>scaled_dot_product_attention</c> is spelt <c>is_casual</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CausalSpellingFix))]
[Shared]
public sealed class CausalSpellingFix() : TorchSharpCodeFix("CS1739")
{
    private const string PyTorchs = "is_causal";
    private const string TorchSharps = "is_casual";

    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node is IdentifierNameSyntax { Identifier.ValueText: PyTorchs, Parent: NameColonSyntax } name
            && name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.GetMemberGroup(call.Expression, context.CancellationToken).Any(TakesIt))
        {
            Register(context, diagnostic, "Write is_casual, as TorchSharp spells it", editor =>
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName(TorchSharps).WithTriviaFrom(name)));
        }
    }

    private static bool TakesIt(ISymbol member) =>
        member is IMethodSymbol method
        && method.ContainingAssembly.Name == "TorchSharp"
        && method.Parameters.Any(parameter => parameter.Name == TorchSharps);
}
