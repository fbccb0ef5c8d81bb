namespace StableModels.Generator.Model;

/// <summary>A size as the user wrote it: the C# text that the constructor part uses, and its canonical value.</summary>
/// <param name="Text">A C# expression of the class's constructor parameters, safe to put between commas.</param>
/// <param name="Value">What it comes to.</param>
/// <param name="Divisors">What it is divided by: it has no value where one of them is 0.</param>
internal sealed record Size(string Text, Polynomial Value, EquatableArray<Size> Divisors = default)
{
    public static Size Of(long value) => new(value.ToString(System.Globalization.CultureInfo.InvariantCulture), Polynomial.Constant(value));

    public static Size Of(Polynomial value) => new(value.Text, value);

    /// <summary>The text as a factor: bracketed unless it is a name or a number.</summary>
    public string Factor => Text.Any(static c => c is ' ' or '-') ? $"({Text})" : Text;

    public Size Times(long number) => number == 1 ? this : new($"{Literal.Of(number)} * {Factor}", Polynomial.Constant(number) * Value, Divisors);

    public Size Half => Value.Value is { } number ? Of(number / 2) : new($"{Factor} / 2", Value / Polynomial.Constant(2), Divisors);

    public override string ToString() => Value.ToString();
}
