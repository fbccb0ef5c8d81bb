using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableModels.CodeFixes;

/// <summary>How types are written at a place: short where the short name means them there.</summary>
internal static class TorchNames
{
    /// <summary><c>torch</c>, or <c>global::TorchSharp.torch</c> where that name is something else or not imported.</summary>
    public static string Torch(SemanticModel model, int position) => Name(model, position, "torch", "TorchSharp.torch");

    /// <summary><c>Math</c>, or <c>System.Math</c>.</summary>
    public static string Math(SemanticModel model, int position) => Name(model, position, "Math", "System.Math");

    private static string Name(SemanticModel model, int position, string shortName, string fullName)
    {
        var bound = model.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(shortName), SpeculativeBindingOption.BindAsExpression).Symbol;
        return bound is INamedTypeSymbol type && type.ToDisplayString() == fullName ? shortName : "global::" + fullName;
    }
}
