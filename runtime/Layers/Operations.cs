using System.Globalization;

namespace StableModels.Layers;

/// <summary>What the operations of a layer are counted for.</summary>
internal enum CountedFor
{
    /// <summary>Every vector that comes in: more than that is not known.</summary>
    Vector,

    /// <summary>Every element of a sequence.</summary>
    Token,

    /// <summary>Every example of a batch.</summary>
    Sample,

    /// <summary>Every place of a plane, of which each layer may have another number.</summary>
    Place,
}

/// <summary>Floating-point operations, each kind for itself: what is counted for different things is never added up.</summary>
/// <param name="Vectors">For every vector.</param>
/// <param name="Tokens">For every token.</param>
/// <param name="Samples">For every sample.</param>
/// <param name="Places">For every place, of one layer alone.</param>
/// <param name="HasUnknown">Whether there are others, of which the number is not known.</param>
internal readonly record struct Operations(long Vectors = 0, long Tokens = 0, long Samples = 0, long Places = 0, bool HasUnknown = false)
{
    public static readonly Operations Unknown = new(HasUnknown: true);

    /// <summary>What they are counted for, in words.</summary>
    public IEnumerable<string> Units => Parts.Select(static part => part.Unit);

    private IEnumerable<(long Number, string Unit)> Parts =>
        new[] { (Vectors, "vector"), (Tokens, "token"), (Samples, "sample"), (Places, "place") }.Where(static part => part.Item1 > 0);

    public static Operations operator +(Operations a, Operations b) =>
        a == default ? b
        : b == default ? a
        : new(a.Vectors + b.Vectors, a.Tokens + b.Tokens, a.Samples + b.Samples, 0, a.HasUnknown || b.HasUnknown || a.Places > 0 || b.Places > 0);

    public static Operations Of(long number, CountedFor counted) => counted switch
    {
        CountedFor.Vector => new(Vectors: number),
        CountedFor.Token => new(Tokens: number),
        CountedFor.Sample => new(Samples: number),
        _ => new(Places: number),
    };

    /// <summary><c>8,192/token</c>; the number alone where the unit stands elsewhere.</summary>
    public string Text(bool hasUnit) => string.Join(
        " + ", Parts.Select(part => part.Number.ToString("N0", CultureInfo.InvariantCulture) + (hasUnit ? "/" + part.Unit : "")).Concat(HasUnknown ? ["?"] : []));
}
