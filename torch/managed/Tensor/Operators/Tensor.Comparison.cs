using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Comparison, ordering and search.
    public partial class Tensor
    {
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Aten.sort_stable.Call2(this, stable, dim, descending);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Aten.topk.Call2(this, k, dim, largest, sorted);

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) => Aten.kthvalue.Call2(this, k, dim ?? -1, keepdim);

        public Tensor argsort(long dim = -1, bool descending = false) => Aten.argsort.Call(this, dim, descending);

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Aten.bucketize_Tensor.Call(this, boundaries, outInt32, right);

        public Tensor eq(Scalar target) => Aten.eq_Scalar.Call(this, target);

        public Tensor eq(Tensor target) => Aten.eq_Tensor.Call(this, target);

        public Tensor eq_(Scalar target) => InPlace(Aten.eq__Scalar, this, target);

        public Tensor eq_(Tensor target) => InPlace(Aten.eq__Tensor, this, target);

        public Tensor equal(Tensor target) => Aten.eq_Tensor.Call(this, target);

        public Tensor fmax(Tensor other) => Aten.fmax.Call(this, other);

        public Tensor fmin(Tensor other) => Aten.fmin.Call(this, other);

        public Tensor ge(Scalar target) => Aten.ge_Scalar.Call(this, target);

        public Tensor ge(Tensor target) => Aten.ge_Tensor.Call(this, target);

        public Tensor ge_(Scalar target) => InPlace(Aten.ge__Scalar, this, target);

        public Tensor ge_(Tensor target) => InPlace(Aten.ge__Tensor, this, target);

        public Tensor greater(Tensor target) => Aten.greater_Tensor.Call(this, target);

        public Tensor greater_equal(Tensor target) => Aten.greater_equal_Tensor.Call(this, target);

        public Tensor gt(Scalar target) => Aten.gt_Scalar.Call(this, target);

        public Tensor gt(Tensor target) => Aten.gt_Tensor.Call(this, target);

        public Tensor gt_(Scalar target) => InPlace(Aten.gt__Scalar, this, target);

        public Tensor gt_(Tensor target) => InPlace(Aten.gt__Tensor, this, target);

        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
            Aten.isclose.Call(this, other, rtol, atol, nanEqual);

        public Tensor isfinite() => Aten.isfinite.Call(this);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Aten.isin_Tensor_Tensor.Call(this, test_elements, assumeUnique, invert);

        public Tensor isinf() => Aten.isinf.Call(this);

        public Tensor isnan() => Aten.isnan.Call(this);

        public Tensor isneginf() => Aten.isneginf.Call(this);

        public Tensor isposinf() => Aten.isposinf.Call(this);

        public Tensor isreal() => Aten.isreal.Call(this);

        public Tensor le(Scalar target) => Aten.le_Scalar.Call(this, target);

        public Tensor le(Tensor target) => Aten.le_Tensor.Call(this, target);

        public Tensor le_(Scalar target) => InPlace(Aten.le__Scalar, this, target);

        public Tensor le_(Tensor target) => InPlace(Aten.le__Tensor, this, target);

        public Tensor less(Tensor target) => Aten.less_Tensor.Call(this, target);

        public Tensor less_equal(Tensor target) => Aten.less_equal_Tensor.Call(this, target);

        public Tensor less_equal_(Tensor target) => InPlace(Aten.less_equal__Tensor, this, target);

        public Tensor lt(Scalar target) => Aten.lt_Scalar.Call(this, target);

        public Tensor lt(Tensor target) => Aten.lt_Tensor.Call(this, target);

        public Tensor lt_(Scalar target) => InPlace(Aten.lt__Scalar, this, target);

        public Tensor lt_(Tensor target) => InPlace(Aten.lt__Tensor, this, target);

        public Tensor maximum(Tensor other) => Aten.maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Aten.minimum.Call(this, other);

        public Tensor msort() => Aten.msort.Call(this);

        public Tensor ne(Scalar target) => Aten.ne_Scalar.Call(this, target);

        public Tensor ne(Tensor target) => Aten.ne_Tensor.Call(this, target);

        public Tensor ne_(Scalar target) => InPlace(Aten.ne__Scalar, this, target);

        public Tensor ne_(Tensor target) => InPlace(Aten.ne__Tensor, this, target);

        public Tensor not_equal(Tensor target) => Aten.not_equal_Tensor.Call(this, target);

        public Tensor not_equal_(Tensor target) => InPlace(Aten.not_equal__Tensor, this, target);

        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
            Aten.allclose.CallBool(this, target, rtol, atol, equal_nan);
    }
}

internal static partial class Aten
{
    internal static readonly Operator allclose = Operator.Find("aten::allclose");
    internal static readonly Operator argsort = Operator.Find("aten::argsort");
    internal static readonly Operator bucketize_Tensor = Operator.Find("aten::bucketize", "Tensor");
    internal static readonly Operator eq_Scalar = Operator.Find("aten::eq", "Scalar");
    internal static readonly Operator eq_Tensor = Operator.Find("aten::eq", "Tensor");
    internal static readonly Operator eq__Scalar = Operator.Find("aten::eq_", "Scalar");
    internal static readonly Operator eq__Tensor = Operator.Find("aten::eq_", "Tensor");
    internal static readonly Operator fmax = Operator.Find("aten::fmax");
    internal static readonly Operator fmin = Operator.Find("aten::fmin");
    internal static readonly Operator ge_Scalar = Operator.Find("aten::ge", "Scalar");
    internal static readonly Operator ge_Tensor = Operator.Find("aten::ge", "Tensor");
    internal static readonly Operator ge__Scalar = Operator.Find("aten::ge_", "Scalar");
    internal static readonly Operator ge__Tensor = Operator.Find("aten::ge_", "Tensor");
    internal static readonly Operator greater_Tensor = Operator.Find("aten::greater", "Tensor");
    internal static readonly Operator greater_equal_Tensor = Operator.Find("aten::greater_equal", "Tensor");
    internal static readonly Operator gt_Scalar = Operator.Find("aten::gt", "Scalar");
    internal static readonly Operator gt_Tensor = Operator.Find("aten::gt", "Tensor");
    internal static readonly Operator gt__Scalar = Operator.Find("aten::gt_", "Scalar");
    internal static readonly Operator gt__Tensor = Operator.Find("aten::gt_", "Tensor");
    internal static readonly Operator isclose = Operator.Find("aten::isclose");
    internal static readonly Operator isfinite = Operator.Find("aten::isfinite");
    internal static readonly Operator isin_Tensor_Tensor = Operator.Find("aten::isin", "Tensor_Tensor");
    internal static readonly Operator isinf = Operator.Find("aten::isinf");
    internal static readonly Operator isnan = Operator.Find("aten::isnan");
    internal static readonly Operator isneginf = Operator.Find("aten::isneginf");
    internal static readonly Operator isposinf = Operator.Find("aten::isposinf");
    internal static readonly Operator isreal = Operator.Find("aten::isreal");
    internal static readonly Operator kthvalue = Operator.Find("aten::kthvalue");
    internal static readonly Operator le_Scalar = Operator.Find("aten::le", "Scalar");
    internal static readonly Operator le_Tensor = Operator.Find("aten::le", "Tensor");
    internal static readonly Operator le__Scalar = Operator.Find("aten::le_", "Scalar");
    internal static readonly Operator le__Tensor = Operator.Find("aten::le_", "Tensor");
    internal static readonly Operator less_Tensor = Operator.Find("aten::less", "Tensor");
    internal static readonly Operator less_equal_Tensor = Operator.Find("aten::less_equal", "Tensor");
    internal static readonly Operator less_equal__Tensor = Operator.Find("aten::less_equal_", "Tensor");
    internal static readonly Operator lt_Scalar = Operator.Find("aten::lt", "Scalar");
    internal static readonly Operator lt_Tensor = Operator.Find("aten::lt", "Tensor");
    internal static readonly Operator lt__Scalar = Operator.Find("aten::lt_", "Scalar");
    internal static readonly Operator lt__Tensor = Operator.Find("aten::lt_", "Tensor");
    internal static readonly Operator maximum = Operator.Find("aten::maximum");
    internal static readonly Operator minimum = Operator.Find("aten::minimum");
    internal static readonly Operator msort = Operator.Find("aten::msort");
    internal static readonly Operator ne_Scalar = Operator.Find("aten::ne", "Scalar");
    internal static readonly Operator ne_Tensor = Operator.Find("aten::ne", "Tensor");
    internal static readonly Operator ne__Scalar = Operator.Find("aten::ne_", "Scalar");
    internal static readonly Operator ne__Tensor = Operator.Find("aten::ne_", "Tensor");
    internal static readonly Operator not_equal_Tensor = Operator.Find("aten::not_equal", "Tensor");
    internal static readonly Operator not_equal__Tensor = Operator.Find("aten::not_equal_", "Tensor");
    internal static readonly Operator sort_stable = Operator.Find("aten::sort", "stable");
    internal static readonly Operator topk = Operator.Find("aten::topk");
}
