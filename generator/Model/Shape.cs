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

    /// <summary>The shape as the inside of an interpolated string over the constructor's parameters.</summary>
    public string Interpolated => Kind switch
    {
        ShapeKind.Tokens => "[…]",
        ShapeKind.Features => $"[…, {Hole(Width)}]",
        ShapeKind.Planes => $"[n, {Hole(Width)}{string.Concat(Spatial.Select(static e => ", " + Hole(e.Size)))}]",
        _ => "?",
    };

    private static string Hole(Polynomial? size) => size is null or { IsForeign: true } ? "?" : size.Value is { } number ? Literal.Of(number) : $"{{{size}}}";

    public override string ToString() => Kind switch
    {
        ShapeKind.Tokens => "integer tokens",
        ShapeKind.Features => $"width {(object?)Width ?? "?"}",
        ShapeKind.Planes => $"{(object?)Width ?? "?"} channels in {Spatial.Count} dimension{(Spatial.Count == 1 ? "" : "s")}",
        ShapeKind.Channels => $"{(object?)Width ?? "?"} channels",
        _ => "anything",
    };
}

/// <summary>One spatial extent, null where it is not known.</summary>
internal sealed record Extent(Polynomial? Size);
