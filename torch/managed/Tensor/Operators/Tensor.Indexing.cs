using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Picking and placing elements by index or mask.
    public partial class Tensor
    {
        public Tensor argwhere() => Aten.argwhere.Call(this);

        public Tensor gather(long dim, Tensor index) => Aten.gather.Call(this, dim, index);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Aten.index_add.Call(this, dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => InPlace(Aten.index_add_, this, dim, index, source, alpha);

        public Tensor index_copy(long dim, Tensor index, Tensor source) => Aten.index_copy.Call(this, dim, index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => InPlace(Aten.index_copy_, this, dim, index, source);

        public Tensor index_fill(long dim, Tensor index, Scalar value) => Aten.index_fill_int_Scalar.Call(this, dim, index, value);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) => InPlace(Aten.index_fill__int_Scalar, this, dim, index, value);

        public Tensor index_select(long dim, Tensor index) => Aten.index_select.Call(this, dim, index);

        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.masked_fill_Scalar.Call(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(Aten.masked_fill__Scalar, this, mask, value);

        public Tensor masked_scatter(Tensor mask, Tensor value) => Aten.masked_scatter.Call(this, mask, value);

        public Tensor masked_scatter_(Tensor mask, Tensor value) => InPlace(Aten.masked_scatter_, this, mask, value);

        public Tensor masked_select(Tensor mask) => Aten.masked_select.Call(this, mask);

        public Tensor narrow(long dim, long start, long length) => Aten.narrow.Call(this, dim, start, length);

        public Tensor nonzero() => Aten.nonzero.Call(this);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.scatter_src.Call(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(Aten.scatter__src, this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Aten.scatter_add.Call(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(Aten.scatter_add_, this, dim, index, src);

        public Tensor select(long dim, long index) => Aten.select_int.Call(this, dim, index);

        public Tensor select_scatter(Tensor src, long dim, long index) => Aten.select_scatter.Call(this, src, dim, index);

        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Aten.slice_scatter.Call(this, src, dim, start, end, step);

        public Tensor take(Tensor index) => Aten.take.Call(this, index);

        public Tensor take_along_dim(IEnumerable<long> indices) => take_along_dim(tensor(indices.ToArray()));

        public Tensor take_along_dim(IEnumerable<long> indices, long dim) => take_along_dim(tensor(indices.ToArray()), dim);

        public Tensor take_along_dim(Tensor indices) => Aten.take_along_dim.Call(this, indices);

        public Tensor take_along_dim(Tensor indices, long dim) => Aten.take_along_dim.Call(this, indices, dim);

        public Tensor where(Tensor condition, Tensor y) => Aten.where_self.Call(condition, this, y);
    }
}

internal static partial class Aten
{
    internal static readonly Operator argwhere = Operator.Find("aten::argwhere");
    internal static readonly Operator gather = Operator.Find("aten::gather");
    internal static readonly Operator index_add = Operator.Find("aten::index_add");
    internal static readonly Operator index_add_ = Operator.Find("aten::index_add_");
    internal static readonly Operator index_copy = Operator.Find("aten::index_copy");
    internal static readonly Operator index_copy_ = Operator.Find("aten::index_copy_");
    internal static readonly Operator index_fill__int_Scalar = Operator.Find("aten::index_fill_", "int_Scalar");
    internal static readonly Operator index_fill_int_Scalar = Operator.Find("aten::index_fill", "int_Scalar");
    internal static readonly Operator index_select = Operator.Find("aten::index_select");
    internal static readonly Operator masked_fill_Scalar = Operator.Find("aten::masked_fill", "Scalar");
    internal static readonly Operator masked_fill__Scalar = Operator.Find("aten::masked_fill_", "Scalar");
    internal static readonly Operator masked_scatter = Operator.Find("aten::masked_scatter");
    internal static readonly Operator masked_scatter_ = Operator.Find("aten::masked_scatter_");
    internal static readonly Operator masked_select = Operator.Find("aten::masked_select");
    internal static readonly Operator narrow = Operator.Find("aten::narrow");
    internal static readonly Operator nonzero = Operator.Find("aten::nonzero");
    internal static readonly Operator scatter__src = Operator.Find("aten::scatter_", "src");
    internal static readonly Operator scatter_add = Operator.Find("aten::scatter_add");
    internal static readonly Operator scatter_add_ = Operator.Find("aten::scatter_add_");
    internal static readonly Operator scatter_src = Operator.Find("aten::scatter", "src");
    internal static readonly Operator select_int = Operator.Find("aten::select", "int");
    internal static readonly Operator select_scatter = Operator.Find("aten::select_scatter");
    internal static readonly Operator slice_scatter = Operator.Find("aten::slice_scatter");
    internal static readonly Operator take = Operator.Find("aten::take");
    internal static readonly Operator take_along_dim = Operator.Find("aten::take_along_dim");
    internal static readonly Operator where_self = Operator.Find("aten::where", "self");
}
