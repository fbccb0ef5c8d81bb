using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableModels.Generator.Parsing;

/// <summary>The modifiers with which the generated part repeats a property.</summary>
internal static class PartModifiers
{
    /// <summary>Those that were written, but for <c>unsafe</c> in a project that does not allow it: the compiler says so of the written part, and then does not ask the other to agree.</summary>
    public static string Of(IPropertySymbol property, BasePropertyDeclarationSyntax syntax) =>
        string.Join(" ", syntax.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.UnsafeKeyword) || AllowsUnsafe(property)).Select(static modifier => modifier.Text));

    private static bool AllowsUnsafe(IPropertySymbol property) =>
        property.ContainingAssembly is ISourceAssemblySymbol { Compilation.Options: CSharpCompilationOptions { AllowUnsafe: true } };
}
