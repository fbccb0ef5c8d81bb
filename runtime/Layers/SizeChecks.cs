using System.Runtime.CompilerServices;

namespace StableModels.Layers;

/// <summary>
/// Refuses the sizes that a declared class, and the classes that it makes, cannot be made with, before any layer of them is made. Generated code calls it; every message names the class, the constructor's
/// parameters with what they were given, and what would do.
/// </summary>
/// <param name="Model">The class that is made.</param>
public readonly record struct SizeChecks(string Model)
{
    /// <summary>At least 1.</summary>
    /// <param name="size">The size.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public SizeChecks Positive(long size, [CallerArgumentExpression(nameof(size))] string name = "") => AtLeast(size, 1, name);

    /// <summary>At least so many.</summary>
    /// <param name="size">The size.</param>
    /// <param name="least">What it must not be less than.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public SizeChecks AtLeast(long size, long least, [CallerArgumentExpression(nameof(size))] string name = "") =>
        size >= least ? this : throw Refused(name, $"{Given(name, size)}: {Plain(name)} must be at least {least}.");

    /// <summary>At most so many.</summary>
    /// <param name="size">The size.</param>
    /// <param name="most">What it must not be more than.</param>
    /// <param name="name">What the size is called; the compiler writes it.</param>
    /// <param name="mostName">What the bound is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is more.</exception>
    public SizeChecks AtMost(long size, long most, [CallerArgumentExpression(nameof(size))] string name = "", [CallerArgumentExpression(nameof(most))] string mostName = "") =>
        size <= most ? this : throw Refused(name, $"{Given(name, size)}: {Plain(name)} must be at most {Named(mostName, most)}.");

    /// <summary>Less than another.</summary>
    /// <param name="size">The size.</param>
    /// <param name="limit">What it must be less than.</param>
    /// <param name="name">What the size is called; the compiler writes it.</param>
    /// <param name="limitName">What the limit is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public SizeChecks Below(long size, long limit, [CallerArgumentExpression(nameof(size))] string name = "", [CallerArgumentExpression(nameof(limit))] string limitName = "") =>
        size < limit ? this : throw Refused(name, $"{Given(name, size)}: {Plain(name)} must be less than {Named(limitName, limit)}.");

    /// <summary>Less than one of two others.</summary>
    /// <param name="size">The size.</param>
    /// <param name="limit">What it must be less than.</param>
    /// <param name="other">Or what.</param>
    /// <param name="name">What the size is called; the compiler writes it.</param>
    /// <param name="limitName">What the limit is called; the compiler writes it.</param>
    /// <param name="otherName">What the other one is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public SizeChecks Below(
        long size,
        long limit,
        long other,
        [CallerArgumentExpression(nameof(size))] string name = "",
        [CallerArgumentExpression(nameof(limit))] string limitName = "",
        [CallerArgumentExpression(nameof(other))] string otherName = "") =>
        size < limit || size < other ? this
        : long.TryParse(name, out _) ? throw Refused(limitName, $"{Given(limitName, limit)} and {Plain(otherName)} = {other}: one of them must be more than {size}.")
        : throw Refused(name, $"{Given(name, size)}: {Plain(name)} must be less than {Named(limitName, limit)} or {Named(otherName, other)}.");

    /// <summary>A multiple of a divisor that is at least 1.</summary>
    /// <param name="size">The size.</param>
    /// <param name="divisor">What it must be divisible by.</param>
    /// <param name="name">What the size is called; the compiler writes it.</param>
    /// <param name="divisorName">What the divisor is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no multiple, or the divisor is less than 1.</exception>
    public SizeChecks Divisible(long size, long divisor, [CallerArgumentExpression(nameof(size))] string name = "", [CallerArgumentExpression(nameof(divisor))] string divisorName = "")
    {
        _ = Positive(divisor, divisorName);
        if (size % divisor == 0)
        {
            return this;
        }

        if (long.TryParse(name, out _))
        {
            throw Refused(divisorName, $"{Given(divisorName, divisor)}: {Plain(divisorName)} must divide {size}.");
        }

        var below = size / divisor * divisor;
        var near = below < divisor ? $"the nearest is {divisor}" : $"the nearest are {below} and {below + divisor}";
        throw Refused(name, $"{Given(name, size)}: {Plain(name)} must be divisible by {Named(divisorName, divisor)}; {near}.");
    }

    /// <summary>The share of values that training drops: at least 0 and less than 1.</summary>
    /// <param name="number">The number.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public SizeChecks Probability(double number, [CallerArgumentExpression(nameof(number))] string name = "") =>
        number is >= 0 and < 1 ? this : throw Refused(name, $"{Given(name, number)}: {Plain(name)} must be at least 0 and less than 1.");

    private string Given(string name, IFormattable value) => $"{Plain(Model)} cannot be made with {Plain(name)} = {value.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}";

    // The message says the value; ActualValue would say it again.
    private static ArgumentOutOfRangeException Refused(string name, string message) => new(Plain(name), message);

    /// <summary>A number is its own name.</summary>
    private static string Named(string name, long value) => long.TryParse(name, out _) ? name : $"{Plain(name)} = {value}";

    /// <summary><c>@class</c> is the parameter class.</summary>
    private static string Plain(string name) => name.Replace("@", "", StringComparison.Ordinal);
}
