using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Whether what flows into a member is what it takes.</summary>
internal static class StreamCheck
{
    /// <summary>Two sizes that are certainly not the same.</summary>
    public static bool Differ(Polynomial? a, Polynomial? b) =>
        a is not null && b is not null && !a.Equals(b) && !a.IsOpaque && !b.IsOpaque;

    /// <summary>Two extents that are the same in planes of no size: of those that nobody has said it is tried.</summary>
    private static bool DifferInAll(Polynomial? a, Polynomial? b) =>
        a is not null && b is not null && (a.IsForeign || b.IsForeign)
        && Enumerable.Range(2, 63).All(size => a.At(size).Value is { } one && b.At(size).Value is { } other && one != other);

    /// <summary>Two shapes that are certainly not the same.</summary>
    public static bool Differ(Shape a, Shape b) =>
        a.Kind != ShapeKind.Unknown && b.Kind != ShapeKind.Unknown && !Fits(a, b);

    /// <summary>Checks one member and returns what it gives.</summary>
    public static Shape Follow(LayerUse use, Shape arriving, string from)
    {
        use.Arriving = arriving;
        if (!use.Layer.TakesOneTensor || use.Block is { TakesOneTensor: false })
        {
            use.Fault(Rules.Placement, null, $"{use.Member.Property} does not map one tensor to one tensor: write a forward of your own that calls it");
            return Shape.Unknown;
        }

        var wanted = use.Layer.Input(use);
        if (Differ(arriving, wanted))
        {
            use.Fault(Rules.SizesDoNotMeet, use.Layer.InputArgument, use.Member.Property, wanted.ToString(), from, arriving.ToString());
        }

        return Output(use, arriving.Kind == ShapeKind.Unknown && wanted.Kind != ShapeKind.Channels ? wanted : arriving);
    }

    /// <summary>What the member gives; nothing is known of sizes that no tensor can have.</summary>
    public static Shape Output(LayerUse use, Shape input)
    {
        try
        {
            return use.Layer.Output(use, input);
        }
        catch (OverflowException)
        {
            use.Fault(Rules.Placement, null, $"The sizes that {use.Member.Property} gives do not fit in 64 bits");
            return Shape.Unknown;
        }
    }

    private static bool Fits(Shape arriving, Shape wanted) =>
        (wanted.Kind == ShapeKind.Channels ? arriving.Kind is ShapeKind.Planes or ShapeKind.Features : arriving.Kind == wanted.Kind)
        && (wanted.Kind != ShapeKind.Planes || arriving.Spatial.Count == wanted.Spatial.Count)
        && !arriving.Spatial.Zip(wanted.Spatial, static (a, b) => Differ(a.Size, b.Size) || DifferInAll(a.Size, b.Size)).Any(static differ => differ)
        && !Differ(arriving.Width, wanted.Width);
}
