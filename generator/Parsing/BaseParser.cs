using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the base class that the user's part names, if any.</summary>
internal static class BaseParser
{
    /// <summary>Whether the user names a base class; it must come from ours, whose constructor registers what is generated.</summary>
    public static bool NamesBase(INamedTypeSymbol type, List<Fault> faults)
    {
        if (type.BaseType is not { SpecialType: not SpecialType.System_Object } named || named.TypeKind == TypeKind.Error || type.IsRecord)
        {
            return type.BaseType is { TypeKind: TypeKind.Error };
        }

        for (INamedTypeSymbol? t = named; t is not null; t = t.BaseType)
        {
            if (string.Equals(t.Name, "StableModule", StringComparison.Ordinal)
                && t.ContainingNamespace is { Name: "Layers", ContainingNamespace: { Name: "StableModels", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        faults.Add(new Fault(Rules.UnsupportedType, new FaultTarget(null),
            new EquatableArray<string>([type.Name, $"{named.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} does not derive from StableModels.Layers.StableModule; remove the base class or derive it from StableModule"])));
        return true;
    }
}
