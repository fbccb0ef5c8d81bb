using System.Runtime.CompilerServices;

namespace StableModels.Layers;

/// <summary>Refuses the sizes that a declared class cannot be made with, before any of its layers is made. Generated code calls it; every message names the constructor's parameter.</summary>
public readonly record struct SizeChecks
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
        size >= least ? this : throw new ArgumentOutOfRangeException(Plain(name), size, $"{Plain(name)} must be at least {least}.");

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

        var by = long.TryParse(divisorName, out _) ? divisorName : $"{Plain(divisorName)} = {divisor}";
        throw new ArgumentOutOfRangeException(Plain(name), size, $"{Plain(name)} must be divisible by {by}.");
    }

    /// <summary>The share of values that training drops: at least 0 and less than 1.</summary>
    /// <param name="number">The number.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public SizeChecks Probability(double number, [CallerArgumentExpression(nameof(number))] string name = "") =>
        number is >= 0 and < 1 ? this : throw new ArgumentOutOfRangeException(Plain(name), number, $"{Plain(name)} must be at least 0 and less than 1.");

    /// <summary><c>@class</c> is the parameter class.</summary>
    private static string Plain(string name) => name.Replace("@", "", StringComparison.Ordinal);
}
