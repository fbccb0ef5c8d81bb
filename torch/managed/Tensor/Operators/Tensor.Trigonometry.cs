using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Trigonometric and hyperbolic functions.
    public partial class Tensor
    {
        public Tensor acos() => Aten.acos.Call(this);

        public Tensor acos_() => InPlace(Aten.acos_, this);

        public Tensor acosh() => Aten.acosh.Call(this);

        public Tensor acosh_() => InPlace(Aten.acosh_, this);

        public Tensor arccos() => Aten.arccos.Call(this);

        public Tensor arccos_() => InPlace(Aten.arccos_, this);

        public Tensor arccosh() => Aten.arccosh.Call(this);

        public Tensor arccosh_() => InPlace(Aten.arccosh_, this);

        public Tensor arcsin() => Aten.arcsin.Call(this);

        public Tensor arcsin_() => InPlace(Aten.arcsin_, this);

        public Tensor arcsinh() => Aten.arcsinh.Call(this);

        public Tensor arcsinh_() => InPlace(Aten.arcsinh_, this);

        public Tensor arctan() => Aten.arctan.Call(this);

        public Tensor arctan(Tensor other) => Aten.atan2.Call(this, other);

        public Tensor arctan2(Tensor other) => Aten.arctan2.Call(this, other);

        public Tensor arctan2_(Tensor other) => InPlace(Aten.arctan2_, this, other);

        public Tensor arctan_() => InPlace(Aten.arctan_, this);

        public Tensor arctan_(Tensor other) => InPlace(Aten.atan2_, this, other);

        public Tensor arctanh() => Aten.arctanh.Call(this);

        public Tensor arctanh_() => InPlace(Aten.arctanh_, this);

        public Tensor asin() => Aten.asin.Call(this);

        public Tensor asin_() => InPlace(Aten.asin_, this);

        public Tensor asinh() => Aten.asinh.Call(this);

        public Tensor asinh_() => InPlace(Aten.asinh_, this);

        public Tensor atan() => Aten.atan.Call(this);

        public Tensor atan2(Tensor other) => Aten.atan2.Call(this, other);

        public Tensor atan2_(Tensor other) => InPlace(Aten.atan2_, this, other);

        public Tensor atan_() => InPlace(Aten.atan_, this);

        public Tensor atanh() => Aten.atanh.Call(this);

        public Tensor atanh_() => InPlace(Aten.atanh_, this);

        public Tensor cos() => Aten.cos.Call(this);

        public Tensor cos_() => InPlace(Aten.cos_, this);

        public Tensor cosh() => Aten.cosh.Call(this);

        public Tensor cosh_() => InPlace(Aten.cosh_, this);

        public Tensor sin() => Aten.sin.Call(this);

        public Tensor sin_() => InPlace(Aten.sin_, this);

        public Tensor sinc() => Aten.sinc.Call(this);

        public Tensor sinc_() => InPlace(Aten.sinc_, this);

        public Tensor sinh() => Aten.sinh.Call(this);

        public Tensor sinh_() => InPlace(Aten.sinh_, this);

        public Tensor tan() => Aten.tan.Call(this);

        public Tensor tan_() => InPlace(Aten.tan_, this);

        public Tensor tanh() => Aten.tanh.Call(this);

        public Tensor tanh_() => InPlace(Aten.tanh_, this);
    }
}

internal static partial class Aten
{
    internal static readonly Operator acos = Operator.Find("aten::acos");
    internal static readonly Operator acos_ = Operator.Find("aten::acos_");
    internal static readonly Operator acosh = Operator.Find("aten::acosh");
    internal static readonly Operator acosh_ = Operator.Find("aten::acosh_");
    internal static readonly Operator arccos = Operator.Find("aten::arccos");
    internal static readonly Operator arccos_ = Operator.Find("aten::arccos_");
    internal static readonly Operator arccosh = Operator.Find("aten::arccosh");
    internal static readonly Operator arccosh_ = Operator.Find("aten::arccosh_");
    internal static readonly Operator arcsin = Operator.Find("aten::arcsin");
    internal static readonly Operator arcsin_ = Operator.Find("aten::arcsin_");
    internal static readonly Operator arcsinh = Operator.Find("aten::arcsinh");
    internal static readonly Operator arcsinh_ = Operator.Find("aten::arcsinh_");
    internal static readonly Operator arctan = Operator.Find("aten::arctan");
    internal static readonly Operator arctan2 = Operator.Find("aten::arctan2");
    internal static readonly Operator arctan2_ = Operator.Find("aten::arctan2_");
    internal static readonly Operator arctan_ = Operator.Find("aten::arctan_");
    internal static readonly Operator arctanh = Operator.Find("aten::arctanh");
    internal static readonly Operator arctanh_ = Operator.Find("aten::arctanh_");
    internal static readonly Operator asin = Operator.Find("aten::asin");
    internal static readonly Operator asin_ = Operator.Find("aten::asin_");
    internal static readonly Operator asinh = Operator.Find("aten::asinh");
    internal static readonly Operator asinh_ = Operator.Find("aten::asinh_");
    internal static readonly Operator atan = Operator.Find("aten::atan");
    internal static readonly Operator atan2 = Operator.Find("aten::atan2");
    internal static readonly Operator atan2_ = Operator.Find("aten::atan2_");
    internal static readonly Operator atan_ = Operator.Find("aten::atan_");
    internal static readonly Operator atanh = Operator.Find("aten::atanh");
    internal static readonly Operator atanh_ = Operator.Find("aten::atanh_");
    internal static readonly Operator cos = Operator.Find("aten::cos");
    internal static readonly Operator cos_ = Operator.Find("aten::cos_");
    internal static readonly Operator cosh = Operator.Find("aten::cosh");
    internal static readonly Operator cosh_ = Operator.Find("aten::cosh_");
    internal static readonly Operator sin = Operator.Find("aten::sin");
    internal static readonly Operator sin_ = Operator.Find("aten::sin_");
    internal static readonly Operator sinc = Operator.Find("aten::sinc");
    internal static readonly Operator sinc_ = Operator.Find("aten::sinc_");
    internal static readonly Operator sinh = Operator.Find("aten::sinh");
    internal static readonly Operator sinh_ = Operator.Find("aten::sinh_");
    internal static readonly Operator tan = Operator.Find("aten::tan");
    internal static readonly Operator tan_ = Operator.Find("aten::tan_");
    internal static readonly Operator tanh = Operator.Find("aten::tanh");
    internal static readonly Operator tanh_ = Operator.Find("aten::tanh_");
}
