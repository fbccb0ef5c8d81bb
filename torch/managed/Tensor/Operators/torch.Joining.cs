using System.Diagnostics.CodeAnalysis;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Putting tensors together. Every function exists for arrays, lists and spans.
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.cat.Call(Some(tensors), dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(AsArray(tensors), dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Call(Some([.. tensors]), dim);

    public static Tensor hstack(params Tensor[] tensors) => Aten.hstack.Call(Some(tensors));

    public static Tensor hstack(IList<Tensor> tensors) => hstack(AsArray(tensors));

    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => hstack(tensors.ToArray());

    public static Tensor hstack(IEnumerable<Tensor> tensors) => hstack(tensors.ToArray());

    public static Tensor vstack(Tensor[] tensors) => Aten.vstack.Call(Some(tensors));

    public static Tensor vstack(IList<Tensor> tensors) => vstack(AsArray(tensors));

    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => vstack(tensors.ToArray());

    public static Tensor dstack(params Tensor[] tensors) => Aten.dstack.Call(Some(tensors));

    public static Tensor dstack(IList<Tensor> tensors) => dstack(AsArray(tensors));

    public static Tensor dstack(ReadOnlySpan<Tensor> tensors) => dstack(tensors.ToArray());

    public static Tensor dstack(IEnumerable<Tensor> tensors) => dstack(tensors.ToArray());

    public static Tensor column_stack(params Tensor[] tensors) => Aten.column_stack.Call(Some(tensors));

    public static Tensor column_stack(IList<Tensor> tensors) => column_stack(AsArray(tensors));

    public static Tensor column_stack(ReadOnlySpan<Tensor> tensors) => column_stack(tensors.ToArray());

    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);

    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors);

    public static Tensor row_stack(ReadOnlySpan<Tensor> tensors) => vstack(tensors);

    public static Tensor block_diag(params Tensor[] tensors) => Aten.block_diag.Call(Some(tensors));

    public static Tensor cartesian_prod(params Tensor[] tensors) => Aten.cartesian_prod.Call(Some(tensors));

    public static Tensor cartesian_prod(IList<Tensor> tensors) => cartesian_prod(AsArray(tensors));

    public static Tensor cartesian_prod(ReadOnlySpan<Tensor> tensors) => cartesian_prod(tensors.ToArray());

    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) => Aten.combinations.Call(input, r, with_replacement);

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Aten.meshgrid_indexing.CallList(Some([.. tensors]), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Aten.broadcast_tensors.CallList(Some(tensors));

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum.Call(equation, Some(tensors));

    public static Tensor chain_matmul(params Tensor[] matrices) => Aten.linalg_multi_dot.Call(Some(matrices));

    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter is named tensors in every caller.")]
    private static Tensor[] Some(Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.Length > 0 ? tensors : throw new ArgumentException("At least one tensor is needed.", nameof(tensors));
    }
}

internal static partial class Aten
{
    internal static readonly Operator block_diag = Operator.Find("aten::block_diag");
    internal static readonly Operator broadcast_tensors = Operator.Find("aten::broadcast_tensors");
    internal static readonly Operator cartesian_prod = Operator.Find("aten::cartesian_prod");
    internal static readonly Operator cat = Operator.Find("aten::cat");
    internal static readonly Operator column_stack = Operator.Find("aten::column_stack");
    internal static readonly Operator combinations = Operator.Find("aten::combinations");
    internal static readonly Operator dstack = Operator.Find("aten::dstack");
    internal static readonly Operator einsum = Operator.Find("aten::einsum");
    internal static readonly Operator hstack = Operator.Find("aten::hstack");
    internal static readonly Operator linalg_multi_dot = Operator.Find("aten::linalg_multi_dot");
    internal static readonly Operator meshgrid_indexing = Operator.Find("aten::meshgrid", "indexing");
    internal static readonly Operator stack = Operator.Find("aten::stack");
    internal static readonly Operator vstack = Operator.Find("aten::vstack");
}
