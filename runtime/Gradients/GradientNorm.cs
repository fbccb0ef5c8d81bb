using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Gradients;

/// <summary>Norms of flat tensors that neither overflow nor lose digits: rows in FP32, the sum of rows in FP64, all in FP64 when FP32 overflows.</summary>
internal static class GradientNorm
{
    // FP64 copies are made of this many elements at a time, so that the exact path needs little memory.
    private const long ExactStretch = 1 << 22;

    /// <summary>The L2 norm of every row: shape (rows).</summary>
    public static Tensor OfRows(Tensor rows) => rows.norm(1);

    /// <summary>The L2 norm from the rows' norms: 0-dim, FP64.</summary>
    public static Tensor FromRows(Tensor rowNorms)
    {
        using var wide = rowNorms.to(ScalarType.Float64);
        return wide.norm();
    }

    /// <summary>The L2 norm of every row in FP64, for what overflows in FP32: not finite only where an element is not.</summary>
    public static Tensor OfRowsExactly(Tensor rows)
    {
        var stretch = ExactStretch / ParameterArena.RowLength;
        var parts = new List<Tensor>();
        for (long first = 0; first < rows.shape[0]; first += stretch)
        {
            using var part = rows.narrow(0, first, Math.Min(stretch, rows.shape[0] - first));
            using var wide = part.to(ScalarType.Float64);
            parts.Add(wide.norm(1));
        }

        var all = cat(parts);
        parts.ForEach(part => part.Dispose());
        return all;
    }

    /// <summary>The norm of any positive order p: 0-dim, FP64.</summary>
    public static Tensor OfOrder(Tensor flat, double p)
    {
        using var wide = flat.to(ScalarType.Float64);
        return wide.norm((float)p);
    }
}
