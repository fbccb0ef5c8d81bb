using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.empty_like.Call(this, dtype, Argument.None, device), requires_grad, null);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.full_like.Call(this, value, dtype, Argument.None, device), requires_grad, null);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.ones_like.Call(this, dtype, Argument.None, device), requires_grad, null);

        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.rand_like.Call(this, dtype, Argument.None, device), requires_grad, null);

        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.randint_like_low_dtype.Call(this, low, high, dtype, Argument.None, device), requires_grad, null);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.randn_like.Call(this, dtype, Argument.None, device), requires_grad, null);

        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.zeros_like.Call(this, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_empty.Call(this, size.ToArray(), dtype, Argument.None, device), requires_grad, null);

        public Tensor new_empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_empty.Call(this, new long[] { dim0, dim1, dim2 }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_empty.Call(this, new long[] { dim0, dim1, dim2, dim3 }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_empty.Call(this, new long[] { rows, columns }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_empty.Call(this, new long[] { size }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_empty.Call(this, size, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_full.Call(this, size.ToArray(), value, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_full.Call(this, new long[] { dim0, dim1, dim2 }, value, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_full.Call(this, new long[] { dim0, dim1, dim2, dim3 }, value, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_full.Call(this, new long[] { rows, columns }, value, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_full.Call(this, new long[] { size }, value, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_full.Call(this, size, value, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_ones.Call(this, new long[] { dim0, dim1, dim2 }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_ones.Call(this, new long[] { dim0, dim1, dim2, dim3 }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_ones.Call(this, new long[] { rows, columns }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_ones.Call(this, new long[] { size }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_zeros.Call(this, size.ToArray(), dtype, Argument.None, device), requires_grad, null);

        public Tensor new_zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_zeros.Call(this, new long[] { dim0, dim1, dim2 }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_zeros.Call(this, new long[] { dim0, dim1, dim2, dim3 }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_zeros.Call(this, new long[] { rows, columns }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_zeros.Call(this, new long[] { size }, dtype, Argument.None, device), requires_grad, null);

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Aten.new_zeros.Call(this, size, dtype, Argument.None, device), requires_grad, null);
    }
}

internal static partial class Aten
{
    internal static readonly Operator empty_like = Operator.Find("aten::empty_like");
    internal static readonly Operator full_like = Operator.Find("aten::full_like");
    internal static readonly Operator new_empty = Operator.Find("aten::new_empty");
    internal static readonly Operator new_full = Operator.Find("aten::new_full");
    internal static readonly Operator new_ones = Operator.Find("aten::new_ones");
    internal static readonly Operator new_zeros = Operator.Find("aten::new_zeros");
    internal static readonly Operator ones_like = Operator.Find("aten::ones_like");
    internal static readonly Operator rand_like = Operator.Find("aten::rand_like");
    internal static readonly Operator randint_like_low_dtype = Operator.Find("aten::randint_like", "low_dtype");
    internal static readonly Operator randn_like = Operator.Find("aten::randn_like");
    internal static readonly Operator zeros_like = Operator.Find("aten::zeros_like");
}
