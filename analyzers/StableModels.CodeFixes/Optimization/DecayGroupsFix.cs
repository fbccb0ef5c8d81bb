using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers;

namespace StableModels.CodeFixes.Optimization;

/// <summary>SM3008: norms and biases, the parameters of one dimension, get a group without decay.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DecayGroupsFix() : TorchSharpCodeFix(RuleIds.MisplacedDecay)
{
    private protected override async Task Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ArgumentSyntax>()?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: [{ NameColon: null } parameters, ..] } call
            || parameters.Expression is not InvocationExpressionSyntax walk
            || Walk(walk) is not { } model
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } semantics)
        {
            return;
        }

        var item = new[] { "p", "weight", "parameter" }.FirstOrDefault(name => semantics.LookupSymbols(call.SpanStart, name: name).IsEmpty);
        var all = model + ".parameters()";
        if (item is null || semantics.GetSpeculativeSymbolInfo(call.SpanStart, SyntaxFactory.ParseExpression(all + ".Where(" + item + " => " + item + ".dim() > 1).ToArray()"), SpeculativeBindingOption.BindAsExpression).Symbol is null)
        {
            return;
        }

        var type = semantics.GetSpeculativeSymbolInfo(call.SpanStart, SyntaxFactory.ParseTypeName("AdamW.ParamGroup"), SpeculativeBindingOption.BindAsTypeOrNamespace).Symbol is INamedTypeSymbol
            ? "AdamW"
            : "global::TorchSharp.Modules.AdamW";
        var indent = Indentation(call);
        string Group(string comparison, string options) =>
            indent + "    new " + type + ".ParamGroup { Parameters = " + all + ".Where(" + item + " => " + item + ".dim() " + comparison + " 1).ToArray()" + options + " },\n";
        var groups = "new[]\n" + indent + "{\n" + Group(">", "") + Group("<=", ", Options = new " + type + ".Options { weight_decay = 0 }") + indent + "}";
        Register(context, diagnostic, "Decay matrices and embeddings alone", editor =>
            editor.ReplaceNode(parameters.Expression, SyntaxFactory.ParseExpression(groups).WithTriviaFrom(parameters.Expression)));
    }

    // model.parameters(), perhaps with ToArray() or ToList() behind it.
    private static string? Walk(InvocationExpressionSyntax walk) => walk.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "parameters", Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax } member => member.Expression.WithoutTrivia().ToString(),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray" or "ToList", Expression: InvocationExpressionSyntax inner } => Walk(inner),
        _ => null,
    };

    private static string Indentation(SyntaxNode node)
    {
        var start = node.SyntaxTree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString();
        return start.Substring(0, start.Length - start.TrimStart().Length);
    }
}
