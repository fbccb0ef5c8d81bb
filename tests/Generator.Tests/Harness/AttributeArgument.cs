using System.Globalization;
using System.Reflection;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace StableModels.Generator.Tests.Harness;

/// <summary>What an attribute can be given: a parameter of its constructors, or a property.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Types">Its type; several where constructors differ in it.</param>
/// <param name="Default">As the guides write it; empty where it must be given.</param>
/// <param name="Interval">What a number must lie in, as the guides write it; empty where nothing is said.</param>
internal sealed record AttributeArgument(string Name, IReadOnlyList<Type> Types, string Default, string Interval)
{
    /// <summary>The cells of its row in a guide.</summary>
    public string Row => $"`{Name}` | {Kind} | {Default}";

    private string Kind => Types switch
    {
        _ when Types.Contains(typeof(object)) || (Types.Contains(typeof(long)) && Types.Contains(typeof(string))) => "size",
        _ when Types.Contains(typeof(double)) && Types.Contains(typeof(string)) => "share",
        [var type] when type == typeof(bool) => "`bool`",
        [var type] when type == typeof(int) => "`int`",
        [var type] when type == typeof(long) => "`long`",
        [var type] when type == typeof(double) => "`double`",
        [var type] when type == typeof(string) => "`string`",
        [var type] when type == typeof(string[]) => "`string[]`",
        [var type] => $"`{type.Name}`",
        _ => string.Join(" or ", Types),
    };

    /// <summary>Everything that the attribute can be given, in its order.</summary>
    public static IEnumerable<AttributeArgument> Of(Type attribute)
    {
        var constructors = attribute.GetConstructors();
        foreach (var parameters in constructors.SelectMany(static c => c.GetParameters()).GroupBy(static p => p.Position))
        {
            var given = parameters.First();
            yield return new AttributeArgument(
                given.Name!,
                [.. parameters.Select(static p => p.ParameterType).Distinct()],
                given.HasDefaultValue ? $"`{Guide.Written(given.DefaultValue)}`" : "",
                IntervalOf(attribute.GetProperty(given.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)));
        }

        foreach (var argument in OfProperties(attribute, Usual(attribute)))
            yield return argument;
    }

    /// <summary>The properties that a class adds to those of its base.</summary>
    /// <param name="attribute">The class.</param>
    /// <param name="usual">An object of it on which none is set.</param>
    public static IEnumerable<AttributeArgument> OfProperties(Type attribute, object usual) =>
        from property in attribute.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where property.CanWrite
        let start = Guide.Written(property.GetValue(usual))
        select new AttributeArgument(property.Name, [property.PropertyType], start == "none" ? start : $"`{start}`", IntervalOf(property));

    /// <summary>The enums of which the attributes can be given a value.</summary>
    public static IEnumerable<Type> Enums(IEnumerable<Type> attributes) => attributes.SelectMany(Of).SelectMany(static argument => argument.Types).Where(static type => type.IsEnum).Distinct();

    /// <summary>The attribute with nothing but what must be given.</summary>
    private static object Usual(Type attribute)
    {
        var constructor = attribute.GetConstructors()[0];
        return constructor.Invoke([.. constructor.GetParameters().Select(static p => p.ParameterType.IsEnum ? Enum.ToObject(p.ParameterType, 0) : Convert.ChangeType(1, p.ParameterType, CultureInfo.InvariantCulture))]);
    }

    private static string IntervalOf(PropertyInfo? property)
    {
        if (property?.GetCustomAttribute<RangeAttribute>() is not { } range)
            return "";

        var (least, most) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        var isUnlimited = most >= int.MaxValue;
        var takesMost = isUnlimited ? double.IsInfinity(most) : !range.MaximumIsExclusive;
        return $"{(range.MinimumIsExclusive ? '(' : '[')}{Guide.Written(least)}, {(isUnlimited ? "∞" : Guide.Written(most))}{(takesMost ? ']' : ')')}";
    }
}
