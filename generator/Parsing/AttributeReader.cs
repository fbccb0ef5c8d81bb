using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Reads the arguments that were written in an attribute, and nothing that a default filled in.</summary>
internal static class AttributeReader
{
    /// <summary>Name and value of every written argument in order: constructor parameters, then properties. Null when one does not compile.</summary>
    public static IReadOnlyList<(string Name, TypedConstant Value, bool IsParameter)>? Written(AttributeData attribute, CancellationToken token)
    {
        if (attribute.AttributeConstructor is not { } constructor)
        {
            return null;
        }

        var written = WrittenParameters(attribute, constructor, token);
        var arguments = new List<(string, TypedConstant, bool)>();
        for (var i = 0; i < constructor.Parameters.Length && i < attribute.ConstructorArguments.Length; i++)
        {
            if (attribute.ConstructorArguments[i].Kind == TypedConstantKind.Error)
            {
                return null;
            }

            if (written is null || written.Contains(constructor.Parameters[i].Name))
            {
                arguments.Add((constructor.Parameters[i].Name, attribute.ConstructorArguments[i], true));
            }
        }

        foreach (var named in attribute.NamedArguments)
        {
            if (named.Value.Kind == TypedConstantKind.Error)
            {
                return null;
            }

            arguments.Add((named.Key, named.Value, false));
        }

        return arguments;
    }

    /// <summary>The constructor parameters that the syntax names or fills by position; null when there is no syntax (a type from another assembly).</summary>
    private static HashSet<string>? WrittenParameters(AttributeData attribute, IMethodSymbol constructor, CancellationToken token)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(token) is not AttributeSyntax syntax)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var position = 0;
        foreach (var argument in syntax.ArgumentList?.Arguments ?? default)
        {
            if (argument.NameColon is { } name)
            {
                names.Add(name.Name.Identifier.ValueText);
            }
            else if (argument.NameEquals is null && constructor.Parameters.Length > 0)
            {
                names.Add(constructor.Parameters[Math.Min(position++, constructor.Parameters.Length - 1)].Name);
            }
        }

        return names;
    }

    /// <summary>A constant as C#, fully qualified.</summary>
    public static string CSharp(TypedConstant value) => value switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Array } => $"new {value.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} {{ {string.Join(", ", value.Values.Select(CSharp))} }}",
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})",
        { Kind: TypedConstantKind.Enum } => EnumMember(value) is { } member
            ? $"{QualifiedName.Of(value.Type!)}.{SizeParser.Escape(member)}"
            : $"({QualifiedName.Of(value.Type!)})({Convert.ToString(value.Value, CultureInfo.InvariantCulture)})",
        { Value: double d } => Literal.Of(d),
        { Value: float f } => float.IsNaN(f) || float.IsInfinity(f) ? $"(float){Literal.Of(f)}" : Literal.Of(double.Parse(f.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) + "f",
        _ => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatPrimitive(value.Value!, quoteStrings: true, useHexadecimalNumbers: false) ?? "default",
    };

    public static string? EnumMember(TypedConstant value) => value.Type!.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value.Value))?.Name;

    /// <summary>What a number that was made an enum must be, where the enum has no such member; null where all is well.</summary>
    public static string? Undefined(TypedConstant value) => value is { Kind: TypedConstantKind.Enum, IsNull: false } && EnumMember(value) is null ? $"a member of {value.Type!.Name}" : null;

    /// <summary>A string's value, an enum member's name.</summary>
    public static string? Text(TypedConstant value) => value.Kind switch
    {
        TypedConstantKind.Enum => EnumMember(value),
        TypedConstantKind.Primitive => value.Value as string,
        _ => null,
    };

    public static double? Number(TypedConstant value) => value.Kind == TypedConstantKind.Primitive
        ? value.Value switch
        {
            double d => d,
            float f => f,
            int i => i,
            long l => l,
            _ => null,
        }
        : null;
}
