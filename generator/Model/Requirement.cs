namespace StableModels.Generator.Model;

/// <summary>What a number that is known only when the class is made has to be: a call on <c>SizeChecks</c>.</summary>
internal sealed record Requirement(string Text)
{
    /// <summary>At least 1, and none of what it is divided by 0.</summary>
    public static IEnumerable<Requirement> Positive(Size size) =>
        size.Divisors.Concat(size.Value.Product ?? [size.Text]).Select(static part => new Requirement($"Positive({part})"));

    public static Requirement AtLeast(string size, long least) => new($"AtLeast({size}, {Literal.Of(least)})");

    public static Requirement Divisible(string size, string divisor) => new($"Divisible({size}, {divisor})");

    public static Requirement Probability(string number) => new($"Probability({number})");
}
