using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StableModels.Generator.Parsing;

/// <summary>The numbers that an attribute's argument may have, as <c>[Range]</c> on its property says: the one place where they stand for the compiler, held against what the settings refuse by a test.</summary>
internal static class AllowedRange
{
    /// <summary>What the argument must be, where it is not; null where it may be, or nothing is said about it.</summary>
    /// <param name="attribute">The attribute class.</param>
    /// <param name="argument">A constructor parameter or a property.</param>
    /// <param name="value">What was written.</param>
    public static string? Broken(INamedTypeSymbol attribute, string argument, double? value)
    {
        if (value is not { } number || RangeOf(attribute, argument) is not { ConstructorArguments: [{ Value: { } least }, { Value: { } most }] } range)
        {
            return null;
        }

        var minimum = Convert.ToDouble(least, CultureInfo.InvariantCulture);
        var maximum = Convert.ToDouble(most, CultureInfo.InvariantCulture);
        var (above, below) = (Excludes(range, "MinimumIsExclusive"), Excludes(range, "MaximumIsExclusive"));

        // A NaN is nowhere.
        if ((above ? number > minimum : number >= minimum) && (below ? number < maximum : number <= maximum))
        {
            return null;
        }

        var upper = maximum switch
        {
            double.MaxValue => " and finite",
            >= int.MaxValue => "",
            _ => $" and {(below ? "less than" : "at most")} {maximum.ToString(CultureInfo.InvariantCulture)}",
        };
        return $"{(above ? "greater than" : "at least")} {minimum.ToString(CultureInfo.InvariantCulture)}{upper}";
    }

    /// <summary>A constructor parameter has a property of its name.</summary>
    private static AttributeData? RangeOf(INamedTypeSymbol attribute, string argument)
    {
        foreach (var member in attribute.GetMembers(char.ToUpperInvariant(argument[0]) + argument.Substring(1)))
        {
            foreach (var data in member.GetAttributes())
            {
                if (data.AttributeClass is { Name: "RangeAttribute", ContainingNamespace: { Name: "DataAnnotations", ContainingNamespace: { Name: "ComponentModel", ContainingNamespace.Name: "System" } } })
                {
                    return data;
                }
            }
        }

        return null;
    }

    private static bool Excludes(AttributeData range, string bound) => range.NamedArguments.Any(a => string.Equals(a.Key, bound, StringComparison.Ordinal) && a.Value.Value is true);
}
