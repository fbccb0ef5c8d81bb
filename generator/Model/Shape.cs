namespace StableModels.Generator.Model;

/// <summary>What flows between two members, as far as the declaration tells.</summary>
internal enum ShapeKind
{
    /// <summary>Anything: a module of the user's own, or the start of a stream.</summary>
    Unknown,

    /// <summary>Integers that name embeddings.</summary>
    Tokens,

    /// <summary>Features in the last dimension.</summary>
    Features,

    /// <summary>Channels in the second dimension, then one, two or three spatial ones.</summary>
    Planes,

    /// <summary>Channels in the second dimension, whatever follows: what group and instance norms take.</summary>
    Channels,
}

/// <summary>A shape: its kind, its width (features or channels) and, for planes, its spatial extents where known.</summary>
internal sealed record Shape(ShapeKind Kind, Polynomial? Width = null, EquatableArray<Extent> Spatial = default)
{
    public static readonly Shape Unknown = new(ShapeKind.Unknown);

    public static readonly Shape Tokens = new(ShapeKind.Tokens);

    public static Shape Features(Polynomial? width) => new(ShapeKind.Features, width);

    public static Shape Channels(Polynomial? channels) => new(ShapeKind.Channels, channels);

    public static Shape Planes(Polynomial? channels, IEnumerable<Extent> spatial) => new(ShapeKind.Planes, channels, spatial.ToEquatableArray());

    public Shape Substitute(IReadOnlyDictionary<string, Polynomial> values) => this with
    {
        Width = Width?.Substitute(values),
        Spatial = Spatial.Select(extent => new Extent(extent.Size?.Substitute(values))).ToEquatableArray(),
    };

    /// <summary>Planes whose extents nobody has said get extents that can be compared.</summary>
    public Shape Unsaid => Kind == ShapeKind.Planes ? this with { Spatial = Spatial.Select(static (extent, i) => extent.Size is null ? new Extent(Polynomial.Unsaid(i)) : extent).ToEquatableArray() } : this;

    /// <summary>The same where they are all of that size.</summary>
    public Shape At(long size) => this with { Spatial = Spatial.Select(extent => new Extent(extent.Size?.At(size))).ToEquatableArray() };

    /// <summary>The shape as the inside of an interpolated string over the constructor's parameters.</summary>
    public string Interpolated => Kind switch
    {
        ShapeKind.Tokens => "[…]",
        ShapeKind.Features => $"[…, {Hole(Width)}]",
        ShapeKind.Planes => $"[n, {Hole(Width)}{string.Concat(Spatial.Select(static e => ", " + Hole(e.Size)))}]",
        _ => "?",
    };

    private static string Hole(Polynomial? size) => size is null or { IsForeign: true } ? "?" : size.Value is { } number ? Literal.Of(number) : $"{{{size}}}";

    /// <summary>The shape as a person says it: <c>64 features</c>, <c>'2 * width' features</c>, <c>3 channels of 28 x 28</c>; of a size that is not known nothing is said.</summary>
    public override string ToString() => Kind switch
    {
        ShapeKind.Tokens => "integer tokens",
        ShapeKind.Features => Counted(Width, "feature"),
        ShapeKind.Planes => Counted(Width, "channel") + Extents,
        ShapeKind.Channels => Counted(Width, "channel"),
        _ => "anything",
    };

    private string Extents => Spatial.All(static e => Said(e.Size) is null)
        ? $" over {Literal.Of((long)Spatial.Count)} dimension{(Spatial.Count == 1 ? "" : "s")}"
        : $" of {string.Join(" x ", Spatial.Select(static e => Said(e.Size) ?? "any"))}";

    private static string Counted(Polynomial? size, string what) => Said(size) is { } number ? $"{number} {what}{(size!.Value == 1 ? "" : "s")}" : what + "s";

    /// <summary>A number, or an expression in quotes: it may be called as what it counts. Null when it means nothing here.</summary>
    private static string? Said(Polynomial? size) => size is null or { IsForeign: true } ? null : size.Value is { } number ? Literal.Of(number) : $"'{size}'";
}

/// <summary>One spatial extent, null where it is not known.</summary>
internal sealed record Extent(Polynomial? Size);
