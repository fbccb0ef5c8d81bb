namespace StableModels.Generator.Model;

/// <summary>What the constructor of a class is given by the class that makes it, in that class's terms.</summary>
/// <param name="Class">The class that is made.</param>
/// <param name="Sizes">Its sizes by parameter.</param>
/// <param name="Numbers">Its other numbers by parameter.</param>
internal sealed record Binding(string Class, IReadOnlyDictionary<string, Size> Sizes, IReadOnlyDictionary<string, GivenNumber> Numbers)
{
    private readonly Dictionary<string, Polynomial> _values = Sizes.ToDictionary(static s => s.Key, static s => s.Value.Value, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Polynomial> Values => _values;

    /// <summary>A size of the class as the other one sees it; null where it does not tell. Most are a parameter's name: the parser runs on every edit, and need not calculate for those.</summary>
    public Size? Of(Size size)
    {
        if (Sizes.TryGetValue(size.Text, out var given))
        {
            return given;
        }

        try
        {
            return size.Value.Substitute(_values) is { IsForeign: false } value ? Size.Of(value) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

/// <summary>A number that is no size.</summary>
/// <param name="Text">It as C#.</param>
/// <param name="Value">Its value, where it is known.</param>
internal sealed record GivenNumber(string Text, double? Value);
