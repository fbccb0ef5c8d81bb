using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>What makes a module: a constructor, or for TorchSharp's own, whose constructors are not public, the method of its name in <c>torch.nn</c>.</summary>
internal static class Makers
{
    /// <summary>The maker that what is given suits best, and of those the one that takes most; null where there is none.</summary>
    /// <param name="module">The class that is made.</param>
    /// <param name="compilation">Where TorchSharp is looked for.</param>
    /// <param name="mismatches">How far a maker is from what is given.</param>
    /// <param name="token">Ends the search.</param>
    public static IMethodSymbol? Best(INamedTypeSymbol module, Compilation compilation, Func<IMethodSymbol, int> mismatches, CancellationToken token)
    {
        if (DeclarationParser.PrimaryConstructor(module, token) is { } primary)
        {
            return primary;
        }

        IEnumerable<IMethodSymbol> makers = Factories(module, compilation);
        if (!makers.Any())
        {
            makers = module.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public);
        }

        return makers.OrderBy(mismatches).ThenByDescending(static m => m.Parameters.Length).FirstOrDefault();
    }

    /// <summary>What is called, as C#.</summary>
    public static string CSharp(INamedTypeSymbol module, IMethodSymbol maker) =>
        maker.MethodKind == MethodKind.Constructor ? "new " + QualifiedName.Of(module) : $"{QualifiedName.Of(maker.ContainingType)}.{maker.Name}";

    private static List<IMethodSymbol> Factories(INamedTypeSymbol module, Compilation compilation) =>
        module is { ContainingNamespace: { Name: "Modules", ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } } }
        && compilation.GetTypeByMetadataName(KnownNames.Nn) is { } nn
            ? nn.GetMembers(module.Name).OfType<IMethodSymbol>().Where(m => m is { IsGenericMethod: false, DeclaredAccessibility: Accessibility.Public } && SymbolEqualityComparer.Default.Equals(m.ReturnType, module)).ToList()
            : [];
}
