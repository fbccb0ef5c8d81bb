using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Traps;

/// <summary>SM5013: the new tensor is made where the input lies.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeviceInForwardCodeFix))]
[Shared]
public sealed class DeviceInForwardCodeFix() : TorchSharpCodeFix(RuleIds.DeviceInForward)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { ParameterList.Parameters: { Count: > 0 } parameters })
        {
            return;
        }

        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var tensor = model?.Compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor");
        var input = parameters.FirstOrDefault(p => tensor is not null && model.GetDeclaredSymbol(p, context.CancellationToken) is IParameterSymbol { NullableAnnotation: not NullableAnnotation.Annotated } symbol
            && SymbolEqualityComparer.Default.Equals(symbol.Type, tensor));
        if (input is not null)
        {
            var argument = SyntaxFactory.Argument(SyntaxFactory.NameColon("device"), default, SyntaxFactory.ParseExpression(input.Identifier.ValueText + ".device"))
                .NormalizeWhitespace();
            Register(context, diagnostic, "Make it on the input's device", editor => editor.ReplaceNode(call, (current, _) => ((InvocationExpressionSyntax)current).AddArgumentListArguments(argument)));
        }
    }
}
