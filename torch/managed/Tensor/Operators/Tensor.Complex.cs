using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Complex numbers.
    public partial class Tensor
    {
        public Tensor angle() => Aten.angle.Call(this);

        public Tensor conj() => Aten.conj.Call(this);

        public Tensor conj_physical() => Aten.conj_physical.Call(this);

        public Tensor conj_physical_() => InPlace(Aten.conj_physical_, this);

        public Tensor resolve_conj() => Aten.resolve_conj.Call(this);

        public Tensor resolve_neg() => Aten.resolve_neg.Call(this);

        public Tensor view_as_complex() => Aten.view_as_complex.Call(this);

        public Tensor view_as_real() => Aten.view_as_real.Call(this);
    }
}

internal static partial class Aten
{
    internal static readonly Operator angle = Operator.Find("aten::angle");
    internal static readonly Operator conj = Operator.Find("aten::conj");
    internal static readonly Operator conj_physical = Operator.Find("aten::conj_physical");
    internal static readonly Operator conj_physical_ = Operator.Find("aten::conj_physical_");
    internal static readonly Operator resolve_conj = Operator.Find("aten::resolve_conj");
    internal static readonly Operator resolve_neg = Operator.Find("aten::resolve_neg");
    internal static readonly Operator view_as_complex = Operator.Find("aten::view_as_complex");
    internal static readonly Operator view_as_real = Operator.Find("aten::view_as_real");
}
