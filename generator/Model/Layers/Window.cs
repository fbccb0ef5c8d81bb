namespace StableModels.Generator.Model.Layers;

/// <summary>How many places a window finds on its way over planes: a convolution's kernel, or a pool's.</summary>
internal static class Window
{
    /// <summary>floor((n + 2p - d(k - 1) - 1) / s) + 1 in every dimension, and for the transpose (n - 1)s - 2p + d(k - 1) + o + 1; null where it is not known.</summary>
    public static IEnumerable<Extent> Over(LayerUse use, Shape input, int rank, Polynomial stride, bool transposed = false)
    {
        var one = Polynomial.Constant(1);
        var kernel = (use.Setting("Dilation", 1).Value * (use.Size("kernel").Value - one)) + one;
        var padding = use.Setting("Padding", 0).Times(2).Value;
        var sizes = Enumerable.Range(0, rank).Select(i => input.Spatial.Count == rank && stride.Value is not < 1 ? input.Spatial[i].Size : null).ToList();
        if (sizes.FirstOrDefault(size => Room(size)?.Value is < 0) is { } small)
        {
            use.Fault(Rules.Placement, transposed ? "Padding" : "kernel", transposed
                ? $"The padding of {use.Member.Property} leaves nothing of what its kernel makes of {small}: make it smaller"
                : $"The kernel of {use.Member.Property} spans {kernel} places, but what comes in has {small + padding} with its padding: make the kernel smaller or the padding larger");
        }

        return sizes.Select(size => Room(size) is { } room && room.Value is not < 0 ? new Extent(transposed ? room + one : (room / stride) + one) : new Extent(null));

        Polynomial? Room(Polynomial? size) =>
            size is null ? null
            : transposed ? ((size - one) * stride) - padding + kernel + use.Setting("OutputPadding", 0).Value - one
            : size + padding - kernel;
    }
}
