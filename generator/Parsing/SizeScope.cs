using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>The names that a size of a class may use: its primary constructor's parameters and the constants that it sees.</summary>
internal sealed class SizeScope(INamedTypeSymbol type, IMethodSymbol? constructor)
{
    /// <summary>The parameters, for the message about an unknown name.</summary>
    public string Names => constructor is null || constructor.Parameters.Length == 0
        ? "none: the class has no primary constructor with parameters"
        : string.Join(", ", constructor.Parameters.Select(static p => p.Name));

    /// <summary>The parameters that a share may be the name of, for the message.</summary>
    public string NumberNames => constructor?.Parameters.Where(static p => p.RefKind == RefKind.None && IsNumber(p.Type)).Select(static p => p.Name).ToArray() is { Length: > 0 } names ? string.Join(", ", names) : "none";

    public static bool IsNumber(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Single;

    public IParameterSymbol? Parameter(string name)
    {
        if (constructor is not null)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (string.Equals(parameter.Name, name, StringComparison.Ordinal))
                {
                    return parameter;
                }
            }
        }

        return null;
    }

    public SizeSymbol? Resolve(string name)
    {
        if (Parameter(name) is { } parameter)
        {
            return new SizeSymbol(IsInteger(parameter.Type), null, parameter.Type, parameter.RefKind != RefKind.None);
        }

        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (var scope = outer; scope is not null; scope = scope.BaseType)
            {
                foreach (var field in scope.GetMembers(name).OfType<IFieldSymbol>())
                {
                    if (field.IsConst && IsSeen(field, outer))
                    {
                        return new SizeSymbol(Constant(field.ConstantValue) is not null, Constant(field.ConstantValue), field.Type);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>A constant of a base class is seen unless it is private to that, or to its assembly.</summary>
    private static bool IsSeen(IFieldSymbol field, INamedTypeSymbol from) =>
        SymbolEqualityComparer.Default.Equals(field.ContainingType, from)
        || field.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        || (field.DeclaredAccessibility != Accessibility.Private && SymbolEqualityComparer.Default.Equals(field.ContainingAssembly, from.ContainingAssembly));

    public static bool IsInteger(ITypeSymbol type) => type.SpecialType
        is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_SByte;

    private static long? Constant(object? value) => value switch
    {
        int i => i,
        long l => l,
        short s => s,
        byte b => b,
        ushort u => u,
        uint u => u,
        sbyte s => s,
        _ => null,
    };
}

/// <summary>What a name in a size is.</summary>
internal sealed record SizeSymbol(bool IsInteger, long? Value, ITypeSymbol Type, bool IsByReference = false);
