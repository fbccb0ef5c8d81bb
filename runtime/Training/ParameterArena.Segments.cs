using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

// One number per parameter, from the rows of a flat tensor and back.
public sealed partial class ParameterArena
{
    /// <summary>Sums the rows' numbers per segment: shape (rows) to shape (segments), FP64.</summary>
    /// <param name="rows">One number a row, of any type.</param>
    public Tensor SumPerSegment(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var wide = rows.to(ScalarType.Float64);
        return zeros(Segments.Count, dtype: ScalarType.Float64, device: Device).index_add_(0, SegmentOfRow, wide, 1);
    }

    /// <summary>Gives every row its segment's number: shape (segments) to shape (rows, 1).</summary>
    /// <param name="perSegment">One number a parameter; the result has its type.</param>
    public Tensor SpreadOverRows(Tensor perSegment)
    {
        ArgumentNullException.ThrowIfNull(perSegment);
        using var rows = perSegment.index_select(0, SegmentOfRow);
        return rows.unsqueeze(1);
    }

    /// <summary>The L2 norm of every parameter in one pass, on the device: shape (segments), FP64.</summary>
    public Tensor ParameterNorms() => NormsPerSegment(_parameterRows);

    /// <summary>The L2 norm of every segment of a flat tensor seen as (rows, RowLength), on the device: shape (segments), FP64.</summary>
    /// <param name="rows">Such as <see cref="GradientRows"/>.</param>
    public Tensor NormsPerSegment(Tensor rows)
    {
        using var rowNorms = rows.norm(1);
        return NormsOfRows(rowNorms);
    }

    /// <summary>The L2 norm of every segment from its rows' norms, on the device: shape (segments), FP64.</summary>
    /// <param name="rowNorms">Shape (rows).</param>
    public Tensor NormsOfRows(Tensor rowNorms)
    {
        ArgumentNullException.ThrowIfNull(rowNorms);
        using var wide = rowNorms.to(ScalarType.Float64);
        using var squares = wide.square();
        return SumPerSegment(squares).sqrt_();
    }
}
