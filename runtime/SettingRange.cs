using System.Runtime.CompilerServices;

namespace StableModels;

/// <summary>What a training part's settings cannot be, whatever they mean. What they should be, each part says itself.</summary>
internal static class SettingRange
{
    /// <summary>Whether it is a number that FP32, which training computes in, can hold: neither NaN nor infinite nor above 3.4e38.</summary>
    public static bool IsHeld(double value) => Math.Abs(value) <= float.MaxValue;

    /// <summary>Refuses a number that is no member of the enumeration.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="part">Whose setting it is.</param>
    /// <param name="name">What it is called; the compiler writes it.</param>
    public static void RequireDefined<T>(T value, string part, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException($"{part}: {name} = {value} is none of {string.Join(", ", Enum.GetNames<T>())}. Take one of them.", name);
        }
    }
}
