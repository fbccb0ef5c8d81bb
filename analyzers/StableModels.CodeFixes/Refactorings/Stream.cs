namespace StableModels.CodeFixes.Refactorings;

/// <summary>What a straight-line forward computes: the input, a layer of a stream, or a stream plus a branch.</summary>
internal abstract record Stream
{
    internal sealed record Input : Stream;

    /// <param name="Of">What the layer is applied to.</param>
    /// <param name="Field">The field that holds the layer; null for an activation that is a function.</param>
    /// <param name="Activation">The activation, for a function.</param>
    internal sealed record Layer(Stream Of, string? Field, string? Activation) : Stream;

    internal sealed record Sum(Stream Left, Stream Right) : Stream;

    /// <summary>
    /// The branches of a residual stream, first to last, each a list of layers; one list and no residual for a plain chain.
    /// Null for any other shape.
    /// </summary>
    public (bool IsResidual, IReadOnlyList<IReadOnlyList<Layer>> Branches)? Read()
    {
        if (Chain(this, Start(this)) is { Count: > 0 } plain && Start(this) is Input)
        {
            return (false, [plain]);
        }

        var branches = new List<IReadOnlyList<Layer>>();
        for (var at = this; at is not Input;)
        {
            if (at is not Sum sum || (Branch(sum.Left, sum.Right) ?? Branch(sum.Right, sum.Left)) is not { } found)
            {
                return null;
            }

            branches.Insert(0, found.Layers);
            at = found.Around;
        }

        return branches.Count > 0 ? (true, branches) : null;
    }

    private static (Stream Around, IReadOnlyList<Layer> Layers)? Branch(Stream around, Stream branch) =>
        around is Input or Sum && Chain(branch, around) is { Count: > 0 } layers ? (around, layers) : null;

    private static Stream Start(Stream stream)
    {
        while (stream is Layer layer)
        {
            stream = layer.Of;
        }

        return stream;
    }

    // By reference: two streams that are written alike are still computed twice.
    private static List<Layer>? Chain(Stream end, Stream start)
    {
        var layers = new List<Layer>();
        for (; !ReferenceEquals(end, start); end = ((Layer)end).Of)
        {
            if (end is not Layer layer)
            {
                return null;
            }

            layers.Insert(0, layer);
        }

        return layers;
    }
}
