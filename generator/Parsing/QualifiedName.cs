using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>
/// A type's full name as C#, from <c>global::</c> on. Classes are named by hand: the compiler's display machinery would be most of what the parser allocates, and the
/// parser runs on every edit.
/// </summary>
internal static class QualifiedName
{
    private static readonly SymbolDisplayFormat Format =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Of(ITypeSymbol type) => Plain(type) ?? type.ToDisplayString(Format);

    /// <summary>The namespace with dots, escaped; empty for the global one.</summary>
    public static string Of(INamespaceSymbol space) =>
        space.IsGlobalNamespace ? ""
        : space.ContainingNamespace.IsGlobalNamespace ? SizeParser.Escape(space.Name)
        : $"{Of(space.ContainingNamespace)}.{SizeParser.Escape(space.Name)}";

    /// <summary>Whether the class has that full name; no generics, nothing nested.</summary>
    public static bool Is(ITypeSymbol type, string name)
    {
        if (type is not INamedTypeSymbol { ContainingType: null, Arity: 0 })
        {
            return false;
        }

        var end = name.Length;
        for (INamespaceOrTypeSymbol part = type; part is not INamespaceSymbol { IsGlobalNamespace: true }; part = part.ContainingNamespace)
        {
            if (end < name.Length && name[--end] != '.')
            {
                return false;
            }

            var start = end - part.Name.Length;
            if (start < 0 || string.CompareOrdinal(name, start, part.Name, 0, part.Name.Length) != 0)
            {
                return false;
            }

            end = start;
            if (end == 0)
            {
                return part.ContainingNamespace.IsGlobalNamespace;
            }
        }

        return false;
    }

    /// <summary>The name of a class, struct or enum that has no notation of its own (keywords, tuples, <c>?</c>); null for anything else.</summary>
    private static string? Plain(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsTupleType: false, SpecialType: SpecialType.None, OriginalDefinition.SpecialType: SpecialType.None } named
            || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Enum)
            || type.NullableAnnotation == NullableAnnotation.Annotated)
        {
            return null;
        }

        string? scope;
        if (named.ContainingType is { } outer)
        {
            scope = Plain(outer) is { } name ? name + "." : null;
        }
        else
        {
            scope = named.ContainingNamespace.IsGlobalNamespace ? "global::" : $"global::{Of(named.ContainingNamespace)}.";
        }

        if (scope is null || named.TypeArguments.Length == 0)
        {
            return scope is null ? null : scope + SizeParser.Escape(named.Name);
        }

        var arguments = named.TypeArguments.Select(Plain).ToList();
        return arguments.Contains(null) ? null : $"{scope}{SizeParser.Escape(named.Name)}<{string.Join(", ", arguments)}>";
    }
}
