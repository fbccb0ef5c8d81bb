using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.CodeFixes.Optimization;

/// <summary>AdamW's parameters in two groups, written out: those of two or more dimensions, and those of one, without decay.</summary>
internal static class DecayGroups
{
    /// <summary>What takes the place of <c>model.parameters()</c>; null where that is written otherwise or the groups would not compile.</summary>
    public static ExpressionSyntax? For(InvocationExpressionSyntax parameters, SemanticModel semantics)
    {
        var at = parameters.SpanStart;
        var item = new[] { "p", "weight", "parameter" }.FirstOrDefault(name => semantics.LookupSymbols(at, name: name).IsEmpty);
        if (item is null || ModelOf(parameters) is not { } model)
        {
            return null;
        }

        string Chosen(string comparison) => model + ".parameters().Where(" + item + " => " + item + ".dim() " + comparison + " 1).ToArray()";
        if (semantics.GetSpeculativeSymbolInfo(at, SyntaxFactory.ParseExpression(Chosen(">")), SpeculativeBindingOption.BindAsExpression).Symbol is null)
        {
            return null;
        }

        var type = semantics.GetSpeculativeSymbolInfo(at, SyntaxFactory.ParseTypeName("AdamW.ParamGroup"), SpeculativeBindingOption.BindAsTypeOrNamespace).Symbol is INamedTypeSymbol
            ? "AdamW"
            : "global::TorchSharp.Modules.AdamW";
        var indent = Indentation(parameters);
        string Group(string comparison, string options) => indent + "    new " + type + ".ParamGroup { Parameters = " + Chosen(comparison) + options + " },\n";
        return SyntaxFactory.ParseExpression(
            "new[]\n" + indent + "{\n" + Group(">", "") + Group("<=", ", Options = new " + type + ".Options { weight_decay = 0 }") + indent + "}");
    }

    // model.parameters(), perhaps with ToArray() or ToList() behind it.
    private static string? ModelOf(InvocationExpressionSyntax walk) => walk.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "parameters", Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax } member => member.Expression.WithoutTrivia().ToString(),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray" or "ToList", Expression: InvocationExpressionSyntax inner } => ModelOf(inner),
        _ => null,
    };

    private static string Indentation(SyntaxNode node)
    {
        var start = node.SyntaxTree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString();
        return start.Substring(0, start.Length - start.TrimStart().Length);
    }
}
