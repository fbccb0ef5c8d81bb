using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads layers that stand in a class with none of [StableModel], [ResidualBlock] and [Sequence].</summary>
internal static class StrayParser
{
    /// <summary>Whether it could be one, from the text alone: a program that is right has no such property, and then nothing more is asked.</summary>
    public static bool MayBe(SyntaxNode node) =>
        node is PropertyDeclarationSyntax { AttributeLists.Count: > 0, AccessorList: not null, Parent: TypeDeclarationSyntax type } property
        && property.Modifiers.Any(SyntaxKind.PartialKeyword)
        && !type.AttributeLists.SelectMany(static l => l.Attributes).Any(static a => LastName(a.Name) is "StableModel" or "ResidualBlock" or "Sequence");

    /// <summary>A shell of the one property, or null when it is no stray layer or more is wrong than that.</summary>
    public static Shell? Parse(GeneratorSyntaxContext context, CancellationToken token)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, token) is not IPropertySymbol property
            || !ShellParser.IsMissing(property)
            || KnownNames.IsDeclared(property.ContainingType)
            || !KnownNames.IsLayer(property)
            || ShellParser.Of(property, token) is not { } shell)
        {
            return null;
        }

        for (var t = property.ContainingType; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal || !HierarchyParser.IsPartial(t, token))
            {
                return null;
            }
        }

        var type = HierarchyParser.Parse(property.ContainingType);
        var name = type.HintName.Substring(0, type.HintName.Length - ".g.cs".Length);
        return new Shell(
            type with { HintName = $"{name}.{property.Name}-{HierarchyParser.Fingerprint(property.Name)}.g.cs" },
            DeclarationKind.Sequence,
            Rules.StrayAttribute,
            BaseType: null,
            IsModule: false,
            Forward: null,
            EquatableArray<ShellProperty>.Of(shell),
            IsFirst(property) ? ShellParser.Parameters(property.ContainingType, token) : default,
            Trains: false,
            Clips: false,
            property.ContainingType.MemberNames.ToEquatableArray());
    }

    /// <summary>Of the class's stray layers: each has a file of its own.</summary>
    private static bool IsFirst(IPropertySymbol property) => SymbolEqualityComparer.Default.Equals(property, property.ContainingType.GetMembers().OfType<IPropertySymbol>()
        .First(static p => ShellParser.IsMissing(p) && KnownNames.IsLayer(p)));

    private static string LastName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
