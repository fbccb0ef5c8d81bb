using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads where a class stands and whether a second part of it can be written.</summary>
internal static class HierarchyParser
{
    public static TypeHierarchy Parse(INamedTypeSymbol type)
    {
        var types = new Stack<TypeHeader>();
        for (var t = type; t is not null; t = t.ContainingType)
        {
            types.Push(new TypeHeader(Keyword(t), Name(t)));
        }

        return new TypeHierarchy(
            QualifiedName.Of(type.ContainingNamespace),
            types.ToEquatableArray(),
            HintName(type),
            Name(type));
    }

    /// <summary>Faults of the class as a place to generate into.</summary>
    public static void Check(INamedTypeSymbol type, List<Fault> faults, CancellationToken token)
    {
        if (type.IsRecord || type.TypeKind != TypeKind.Class)
        {
            Report(Rules.UnsupportedType, $"{(type.TypeKind == TypeKind.Interface ? "an" : "a")} {Keyword(type)} cannot derive from a module; make it a class");
        }
        else if (type.IsStatic)
        {
            Report(Rules.UnsupportedType, "a static class has no instances; remove static");
        }

        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal)
            {
                Report(Rules.UnsupportedType, "a file-local class cannot have a part in another file; remove file");
            }

            if (!IsPartial(t, token))
            {
                Report(Rules.NotPartial, t.Name);
            }
        }

        void Report(string rule, string argument) =>
            faults.Add(string.Equals(rule, Rules.NotPartial, StringComparison.Ordinal)
                ? new Fault(rule, new FaultTarget(null, null, argument), argument)
                : new Fault(rule, new FaultTarget(null), type.Name, argument));
    }

    /// <summary>Whether every part says so: the generated one always does.</summary>
    public static bool IsPartial(INamedTypeSymbol type, CancellationToken token) =>
        type.DeclaringSyntaxReferences.All(r => r.GetSyntax(token) is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    private static string Name(INamedTypeSymbol type)
    {
        var name = SizeParser.Escape(type.Name);
        return type.TypeParameters.Length == 0 ? name : $"{name}<{string.Join(", ", type.TypeParameters.Select(static p => Variance(p) + SizeParser.Escape(p.Name)))}>";
    }

    /// <summary>Of an interface around it: every part of one repeats it.</summary>
    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch
    {
        VarianceKind.In => "in ",
        VarianceKind.Out => "out ",
        _ => "",
    };

    private static string HintName(INamedTypeSymbol type)
    {
        var name = MetadataName(type);
        if (name.Contains('<'))
        {
            // The compiler's name of a file-local class has the name of its file in it, and signs that no file name may have.
            return $"{type.Name}-{Fingerprint(name)}.g.cs";
        }

        // File names are compared without case: two classes that differ in it alone need more. (GetTypeMembers would copy the whole namespace for every class.)
        IEnumerable<ISymbol> siblings = type.ContainingType is { } outer ? outer.GetMembers() : type.ContainingNamespace.GetMembers();
        return siblings.Any(other => other is INamedTypeSymbol && string.Equals(other.Name, type.Name, StringComparison.OrdinalIgnoreCase) && !string.Equals(other.Name, type.Name, StringComparison.Ordinal))
            ? $"{name}-{Fingerprint(name)}.g.cs"
            : name + ".g.cs";
    }

    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName
        : $"{QualifiedName.Of(type.ContainingNamespace)}.{type.MetadataName}".Replace("@", "");

    /// <summary>FNV-1a: the same on every run and platform, as string.GetHashCode is not.</summary>
    public static string Fingerprint(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
