namespace StableModels.Generator.Model.Expansion;

/// <summary>Puts what a class says of its parameters in the terms of the class that makes it.</summary>
internal sealed class Terms(Binding binding)
{
    /// <summary>The class that is made.</summary>
    public string Class => binding.Class;

    /// <summary>What its sizes are given, by parameter.</summary>
    public IReadOnlyDictionary<string, Polynomial> Values { get; } = binding.Sizes.ToDictionary(static s => s.Parameter, static s => s.Size.Value, StringComparer.Ordinal);

    /// <summary>What a parameter is given that is a size; null where it is none.</summary>
    public Size? Given(string parameter) => binding.Sizes.FirstOrDefault(s => string.Equals(s.Parameter, parameter, StringComparison.Ordinal))?.Size;

    /// <summary>What a parameter is given that is another number; null where it is none.</summary>
    public GivenNumber? Number(string parameter) => binding.Numbers.FirstOrDefault(n => string.Equals(n.Parameter, parameter, StringComparison.Ordinal));

    /// <summary>A size of the class as the other one sees it; null where it does not tell.</summary>
    public Size? Of(Size size)
    {
        if (Given(size.Text) is { } given)
        {
            return given;
        }

        try
        {
            return size.Value.Substitute(Values) is { IsForeign: false } value ? Size.Of(value) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
