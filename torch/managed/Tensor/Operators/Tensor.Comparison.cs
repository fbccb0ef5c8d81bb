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
