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
