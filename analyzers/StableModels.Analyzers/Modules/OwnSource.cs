using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.Modules;

/// <summary>
/// Which types a compilation can read: those of its own. An IDE and dotnet format show a referenced project's types with their
/// source as well, but only that project's compilation can bind it.
/// </summary>
internal static class OwnSource
{
    public static bool Has(this Compilation compilation, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);

    /// <summary>A declaration as text, to look for a word in before its tokens are walked.</summary>
    public static string TextOf(SyntaxReference declaration) => declaration.SyntaxTree.GetText().ToString(declaration.Span);
}
