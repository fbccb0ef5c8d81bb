using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Running sums and products, differences, integrals.
    public partial class Tensor
    {
        public (Tensor values, Tensor indexes) cummax(long dim) => Aten.cummax.Call2(this, dim);

        public (Tensor values, Tensor indexes) cummin(long dim) => Aten.cummin.Call2(this, dim);

        public Tensor cumprod(long dim, ScalarType? type = null) => Aten.cumprod.Call(this, dim, type);

        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.cumsum.Call(this, dim, type);

        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => Aten.cumulative_trapezoid_x.Call(this, x, dim);

        public Tensor cumulative_trapezoid(double dx = 1, long dim = -1) => Aten.cumulative_trapezoid_dx.Call(this, dx, dim);

        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) => Aten.diff.Call(this, n, dim, prepend, append);

        public Tensor logcumsumexp(long dim) => Aten.logcumsumexp.Call(this, dim);

        public Tensor trapezoid(Tensor x, long dim = -1) => Aten.trapezoid_x.Call(this, x, dim);

        public Tensor trapezoid(double dx = 1, long dim = -1) => Aten.trapezoid_dx.Call(this, dx, dim);
    }
}

internal static partial class Aten
{
    internal static readonly Operator cummax = Operator.Find("aten::cummax");
    internal static readonly Operator cummin = Operator.Find("aten::cummin");
    internal static readonly Operator cumprod = Operator.Find("aten::cumprod");
    internal static readonly Operator cumsum = Operator.Find("aten::cumsum");
    internal static readonly Operator cumulative_trapezoid_dx = Operator.Find("aten::cumulative_trapezoid", "dx");
    internal static readonly Operator cumulative_trapezoid_x = Operator.Find("aten::cumulative_trapezoid", "x");
    internal static readonly Operator diff = Operator.Find("aten::diff");
    internal static readonly Operator logcumsumexp = Operator.Find("aten::logcumsumexp");
    internal static readonly Operator trapezoid_dx = Operator.Find("aten::trapezoid", "dx");
    internal static readonly Operator trapezoid_x = Operator.Find("aten::trapezoid", "x");
}
