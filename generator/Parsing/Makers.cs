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

        return Of(module, compilation).OrderBy(mismatches).ThenByDescending(static m => m.Parameters.Length).FirstOrDefault();
    }

    /// <summary>Another maker that the same call could mean as well, both filling in parameters that are given nothing; null where there is none.</summary>
    /// <param name="module">The class that is made.</param>
    /// <param name="maker">The maker that is meant.</param>
    /// <param name="compilation">Where TorchSharp is looked for.</param>
    /// <param name="isGiven">Whether a parameter is given something.</param>
    public static IMethodSymbol? Rival(INamedTypeSymbol module, IMethodSymbol maker, Compilation compilation, Func<IParameterSymbol, bool> isGiven)
    {
        var given = maker.Parameters.Where(isGiven).ToList();
        return given.Count == maker.Parameters.Length || IsPreferred(maker)
            ? null
            : Of(module, compilation).FirstOrDefault(other => !SymbolEqualityComparer.Default.Equals(other, maker)
                && !IsPreferred(other)
                && other.Parameters.Length > given.Count
                && given.All(p => other.Parameters.Any(q => string.Equals(q.Name, p.Name, StringComparison.Ordinal) && SymbolEqualityComparer.Default.Equals(q.Type, p.Type)))
                && other.Parameters.All(q => q.IsOptional || given.Exists(p => string.Equals(p.Name, q.Name, StringComparison.Ordinal))));
    }

    /// <summary>What is called, as C#.</summary>
    public static string CSharp(INamedTypeSymbol module, IMethodSymbol maker) =>
        maker.MethodKind == MethodKind.Constructor ? "new " + QualifiedName.Of(module) : $"{QualifiedName.Of(maker.ContainingType)}.{maker.Name}";

    private static IEnumerable<IMethodSymbol> Of(INamedTypeSymbol module, Compilation compilation) => Factories(module, compilation) is { Count: > 0 } factories
        ? factories
        : module.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public);

    /// <summary>Whether C# has more to choose by than what is given.</summary>
    private static bool IsPreferred(IMethodSymbol maker) => maker.Parameters.Any(static p => p.IsParams) || maker.GetAttributes().Any(static a => string.Equals(a.AttributeClass?.Name, "OverloadResolutionPriorityAttribute", StringComparison.Ordinal));

    private static List<IMethodSymbol> Factories(INamedTypeSymbol module, Compilation compilation) =>
        module is { ContainingNamespace: { Name: "Modules", ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } } }
        && compilation.GetTypeByMetadataName(KnownNames.Nn) is { } nn
            ? nn.GetMembers(module.Name).OfType<IMethodSymbol>().Where(m => m is { IsGenericMethod: false, DeclaredAccessibility: Accessibility.Public } && SymbolEqualityComparer.Default.Equals(m.ReturnType, module)).ToList()
            : [];
}
