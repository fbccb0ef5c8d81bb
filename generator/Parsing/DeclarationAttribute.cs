using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>The attribute that makes a class a declaration.</summary>
internal static class DeclarationAttribute
{
    /// <summary>The first of the class's <c>[StableModel]</c>, <c>[ResidualBlock]</c> and <c>[Sequence]</c> attributes; on an enum or a delegate, which has no parts, the compiler refuses them.</summary>
    public static AttributeData? Of(INamedTypeSymbol type) => type.TypeKind is TypeKind.Enum or TypeKind.Delegate ? null : type.GetAttributes().FirstOrDefault(static a => IsOne(a.AttributeClass));

    /// <summary>Whether it is that first one, and stands on this part of the class: a part is shown all attributes of its file.</summary>
    public static bool IsFirst(INamedTypeSymbol type, AttributeData attribute, SyntaxNode part) =>
        Of(type)?.ApplicationSyntaxReference is { } first
        && attribute.ApplicationSyntaxReference is { } reference
        && first.SyntaxTree == reference.SyntaxTree
        && first.Span == reference.Span
        && part.FullSpan.Contains(first.Span);

    public static bool IsOne(INamedTypeSymbol? attribute) =>
        KnownNames.IsOurs(attribute) && attribute!.Name is "StableModelAttribute" or "ResidualBlockAttribute" or "SequenceAttribute";
}
