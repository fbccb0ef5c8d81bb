using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Search in sorted sequences, and reduction by index.
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor sorter = null!) =>
        Aten.searchsorted_Tensor.Call(sorted_sequence, values, out_int32, right, Argument.None, sorter);

    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter) =>
        Aten.searchsorted_Scalar.Call(sorted_sequence, values, out_int32, right, Argument.None, sorter);

    public static Tensor index_reduce(Tensor input, long dim, Tensor index, Tensor source, Reduce reduce, bool include_self = true) =>
        Aten.index_reduce.Call(input, dim, index, source, reduce.ToString(), include_self);
}

/// <summary>How <see cref="torch.index_reduce"/> combines what falls on one index.</summary>
public enum Reduce
{
    prod = 0,
    mean = 1,
    amax = 2,
    amin = 3,
}

internal static partial class Aten
{
    internal static readonly Operator index_reduce = Operator.Find("aten::index_reduce");
    internal static readonly Operator searchsorted_Scalar = Operator.Find("aten::searchsorted", "Scalar");
    internal static readonly Operator searchsorted_Tensor = Operator.Find("aten::searchsorted", "Tensor");
}
