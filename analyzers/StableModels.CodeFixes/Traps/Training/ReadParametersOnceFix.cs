using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps.Training;

/// <summary>SM5106: hands the optimizer an array.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ReadParametersOnceFix() : TorchSharpCodeFix(RuleIds.LazyParameters)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } parameters
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        var array = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, parameters.WithoutTrivia(), SyntaxFactory.IdentifierName("ToArray")));

        // ToArray needs System.Linq in scope.
        if (model.GetSpeculativeSymbolInfo(parameters.SpanStart, array, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol)
        {
            Register(context, diagnostic, "Read the parameters once", editor => editor.ReplaceNode(parameters, array.WithTriviaFrom(parameters)));
        }
    }
}
