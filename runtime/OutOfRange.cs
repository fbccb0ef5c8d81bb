using System.Globalization;
using System.Runtime.CompilerServices;

namespace StableModels;

/// <summary>Refuses a number with one sentence: what it was given as and what would do. The framework's own checks say the number twice and not what to do.</summary>
internal static class OutOfRange
{
    /// <summary>Refuses less than so much, and NaN.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="least">What would do.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    public static void ThrowIfBelow(double value, double least, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= least))
            throw Refused(value, name, $"{least} or more");
    }

    /// <summary>Refuses more than so much.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="most">What would do.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    /// <param name="mostName">What the bound is called; the compiler writes it.</param>
    public static void ThrowIfAbove(long value, long most, [CallerArgumentExpression(nameof(value))] string name = "", [CallerArgumentExpression(nameof(most))] string mostName = "")
    {
        if (value > most)
            throw Refused(value, name, $"no more than {mostName}, which is {most}");
    }

    private static ArgumentOutOfRangeException Refused(double value, string name, FormattableString wanted) =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: give {wanted.ToString(CultureInfo.InvariantCulture)}."));
}
