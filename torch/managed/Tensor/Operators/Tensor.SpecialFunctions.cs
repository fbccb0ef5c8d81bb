using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // The gamma function and its kin.
    public partial class Tensor
    {
        public Tensor digamma() => Aten.digamma.Call(this);

        public Tensor digamma_() => InPlace(Aten.digamma_, this);

        public Tensor i0() => Aten.i0.Call(this);

        public Tensor igamma(Tensor other) => Aten.igamma.Call(this, other);

        public Tensor igammac(Tensor other) => Aten.igammac.Call(this, other);

        public Tensor lgamma() => Aten.lgamma.Call(this);

        public Tensor lgamma_() => InPlace(Aten.lgamma_, this);

        public Tensor mvlgamma(long p) => Aten.mvlgamma.Call(this, p);

        public Tensor mvlgamma_(long p) => InPlace(Aten.mvlgamma_, this, p);

        public Tensor polygamma(long p) => Aten.polygamma.Call(p, this);

        public Tensor polygamma_(long p) => InPlace(Aten.polygamma_, this, p);
    }
}

internal static partial class Aten
{
    internal static readonly Operator digamma = Operator.Find("aten::digamma");
    internal static readonly Operator digamma_ = Operator.Find("aten::digamma_");
    internal static readonly Operator i0 = Operator.Find("aten::i0");
    internal static readonly Operator igamma = Operator.Find("aten::igamma");
    internal static readonly Operator igammac = Operator.Find("aten::igammac");
    internal static readonly Operator lgamma = Operator.Find("aten::lgamma");
    internal static readonly Operator lgamma_ = Operator.Find("aten::lgamma_");
    internal static readonly Operator mvlgamma = Operator.Find("aten::mvlgamma");
    internal static readonly Operator mvlgamma_ = Operator.Find("aten::mvlgamma_");
    internal static readonly Operator polygamma = Operator.Find("aten::polygamma");
    internal static readonly Operator polygamma_ = Operator.Find("aten::polygamma_");
}
