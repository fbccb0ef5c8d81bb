using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Whether the C# of a size can be given to a parameter of an integer type, so that what is generated compiles.</summary>
internal static class SizeFits
{
    /// <param name="size">The size, over the parameters of a class.</param>
    /// <param name="wanted">The type that is to hold it.</param>
    /// <param name="scope">Those parameters.</param>
    /// <param name="converts">Whether one type converts to another by itself.</param>
    public static bool Fits(Size size, ITypeSymbol wanted, SizeScope scope, Func<ITypeSymbol, ITypeSymbol, bool> converts)
    {
        var names = Names(size.Text).ToList();
        if (names.Count == 0)
        {
            return size.Value.Value is { } number && Holds(wanted.SpecialType, number);
        }

        if (names.Count == 1 && string.Equals(size.Text.TrimStart('@'), names[0], StringComparison.Ordinal))
        {
            return scope.Parameter(names[0]) is { } parameter && converts(parameter.Type, wanted);
        }

        // Arithmetic over small integers is int.
        return wanted.SpecialType switch
        {
            SpecialType.System_Int64 => true,
            SpecialType.System_Int32 => names.All(name => scope.Parameter(name)?.Type.SpecialType is not (SpecialType.System_Int64 or SpecialType.System_UInt32)),
            _ => false,
        };
    }

    private static bool Holds(SpecialType type, long number) => type switch
    {
        SpecialType.System_Int64 => true,
        SpecialType.System_Int32 => number is >= int.MinValue and <= int.MaxValue,
        SpecialType.System_UInt32 => number is >= uint.MinValue and <= uint.MaxValue,
        SpecialType.System_Int16 => number is >= short.MinValue and <= short.MaxValue,
        SpecialType.System_UInt16 => number is >= ushort.MinValue and <= ushort.MaxValue,
        SpecialType.System_Byte => number is >= byte.MinValue and <= byte.MaxValue,
        SpecialType.System_SByte => number is >= sbyte.MinValue and <= sbyte.MaxValue,
        _ => false,
    };

    private static IEnumerable<string> Names(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!SyntaxFacts.IsIdentifierPartCharacter(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[i]))
            {
                i++;
            }

            if (SyntaxFacts.IsIdentifierStartCharacter(text[start]))
            {
                yield return text.Substring(start, i - start);
            }
        }
    }
}
