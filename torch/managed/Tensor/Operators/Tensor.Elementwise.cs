using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Functions of each element.
    public partial class Tensor
    {
        public (Tensor Mantissa, Tensor Exponent) frexp() => Aten.frexp_Tensor.Call2(this);

        public Tensor abs() => Aten.abs.Call(this);

        public Tensor abs_() => InPlace(Aten.abs_, this);

        public Tensor absolute() => Aten.absolute.Call(this);

        public Tensor absolute_() => InPlace(Aten.absolute_, this);

        public Tensor ceil() => Aten.ceil.Call(this);

        public Tensor ceil_() => InPlace(Aten.ceil_, this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.clamp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.clamp_Tensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(Aten.clamp_, this, min, max);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => InPlace(Aten.clamp__Tensor, this, min, max);

        public Tensor clamp_max(Scalar max) => Aten.clamp_max.Call(this, max);

        public Tensor clamp_max_(Scalar max) => InPlace(Aten.clamp_max_, this, max);

        public Tensor clamp_min(Scalar min) => Aten.clamp_min.Call(this, min);

        public Tensor clamp_min_(Scalar min) => InPlace(Aten.clamp_min_, this, min);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => Aten.clip.Call(this, min, max);

        public Tensor copysign(Tensor other) => Aten.copysign_Tensor.Call(this, other);

        public Tensor deg2rad() => Aten.deg2rad.Call(this);

        public Tensor erf() => Aten.erf.Call(this);

        public Tensor erf_() => InPlace(Aten.erf_, this);

        public Tensor erfc() => Aten.erfc.Call(this);

        public Tensor erfc_() => InPlace(Aten.erfc_, this);

        public Tensor erfinv() => Aten.erfinv.Call(this);

        public Tensor erfinv_() => InPlace(Aten.erfinv_, this);

        public Tensor exp() => Aten.exp.Call(this);

        public Tensor exp2() => Aten.exp2.Call(this);

        public Tensor exp_() => InPlace(Aten.exp_, this);

        public Tensor expm1() => Aten.expm1.Call(this);

        public Tensor expm1_() => InPlace(Aten.expm1_, this);

        public Tensor fix() => Aten.fix.Call(this);

        public Tensor fix_() => InPlace(Aten.fix_, this);

        public Tensor floor() => Aten.floor.Call(this);

        public Tensor floor_() => InPlace(Aten.floor_, this);

        public Tensor frac() => Aten.frac.Call(this);

        public Tensor frac_() => InPlace(Aten.frac_, this);

        public Tensor heaviside(Tensor other) => Aten.heaviside.Call(this, other);

        public Tensor hypot(Tensor other) => Aten.hypot.Call(this, other);

        public Tensor log() => Aten.log.Call(this);

        public Tensor log10() => Aten.log10.Call(this);

        public Tensor log10_() => InPlace(Aten.log10_, this);

        public Tensor log1p() => Aten.log1p.Call(this);

        public Tensor log1p_() => InPlace(Aten.log1p_, this);

        public Tensor log2() => Aten.log2.Call(this);

        public Tensor log2_() => InPlace(Aten.log2_, this);

        public Tensor log_() => InPlace(Aten.log_, this);

        public Tensor logaddexp(Tensor other) => Aten.logaddexp.Call(this, other);

        public Tensor logaddexp2(Tensor other) => Aten.logaddexp2.Call(this, other);

        public Tensor logit(double? eps = null) => Aten.logit.Call(this, eps);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Aten.nan_to_num.Call(this, nan, posinf, neginf);

        public Tensor nextafter(Tensor other) => Aten.nextafter.Call(this, other);

        public Tensor rad2deg() => Aten.rad2deg.Call(this);

        public Tensor round(long decimals = 0) => decimals == 0 ? Aten.round.Call(this) : Aten.round_decimals.Call(this, decimals);

        public Tensor round_(long decimals = 0) => decimals == 0 ? InPlace(Aten.round_, this) : InPlace(Aten.round__decimals, this, decimals);

        public Tensor rsqrt() => Aten.rsqrt.Call(this);

        public Tensor rsqrt_() => InPlace(Aten.rsqrt_, this);

        public Tensor sgn() => Aten.sgn.Call(this);

        public Tensor sgn_() => InPlace(Aten.sgn_, this);

        public Tensor sigmoid() => Aten.sigmoid.Call(this);

        public Tensor sigmoid_() => InPlace(Aten.sigmoid_, this);

        public Tensor sign() => Aten.sign.Call(this);

        public Tensor sign_() => InPlace(Aten.sign_, this);

        public Tensor signbit() => Aten.signbit.Call(this);

        public Tensor sqrt() => Aten.sqrt.Call(this);

        public Tensor sqrt_() => InPlace(Aten.sqrt_, this);

        public Tensor threshold(Scalar threshold, Scalar value) => Aten.threshold.Call(this, threshold, value);

        public Tensor threshold_(Scalar threshold, Scalar value) => InPlace(Aten.threshold_, this, threshold, value);

        public Tensor trunc() => Aten.trunc.Call(this);

        public Tensor trunc_() => InPlace(Aten.trunc_, this);

        public Tensor xlogy(Scalar y) => Aten.xlogy_Scalar_Other.Call(this, y);

        public Tensor xlogy(Tensor y) => Aten.xlogy_Tensor.Call(this, y);

        public Tensor xlogy_(Scalar y) => InPlace(Aten.xlogy__Scalar_Other, this, y);

        public Tensor xlogy_(Tensor y) => InPlace(Aten.xlogy__Tensor, this, y);
    }
}

internal static partial class Aten
{
    internal static readonly Operator abs = Operator.Find("aten::abs");
    internal static readonly Operator abs_ = Operator.Find("aten::abs_");
    internal static readonly Operator absolute = Operator.Find("aten::absolute");
    internal static readonly Operator absolute_ = Operator.Find("aten::absolute_");
    internal static readonly Operator ceil = Operator.Find("aten::ceil");
    internal static readonly Operator ceil_ = Operator.Find("aten::ceil_");
    internal static readonly Operator clamp = Operator.Find("aten::clamp");
    internal static readonly Operator clamp_ = Operator.Find("aten::clamp_");
    internal static readonly Operator clamp_Tensor = Operator.Find("aten::clamp", "Tensor");
    internal static readonly Operator clamp__Tensor = Operator.Find("aten::clamp_", "Tensor");
    internal static readonly Operator clamp_max = Operator.Find("aten::clamp_max");
    internal static readonly Operator clamp_max_ = Operator.Find("aten::clamp_max_");
    internal static readonly Operator clamp_min = Operator.Find("aten::clamp_min");
    internal static readonly Operator clamp_min_ = Operator.Find("aten::clamp_min_");
    internal static readonly Operator clip = Operator.Find("aten::clip");
    internal static readonly Operator copysign_Tensor = Operator.Find("aten::copysign", "Tensor");
    internal static readonly Operator deg2rad = Operator.Find("aten::deg2rad");
    internal static readonly Operator erf = Operator.Find("aten::erf");
    internal static readonly Operator erf_ = Operator.Find("aten::erf_");
    internal static readonly Operator erfc = Operator.Find("aten::erfc");
    internal static readonly Operator erfc_ = Operator.Find("aten::erfc_");
    internal static readonly Operator erfinv = Operator.Find("aten::erfinv");
    internal static readonly Operator erfinv_ = Operator.Find("aten::erfinv_");
    internal static readonly Operator exp = Operator.Find("aten::exp");
    internal static readonly Operator exp2 = Operator.Find("aten::exp2");
    internal static readonly Operator exp_ = Operator.Find("aten::exp_");
    internal static readonly Operator expm1 = Operator.Find("aten::expm1");
    internal static readonly Operator expm1_ = Operator.Find("aten::expm1_");
    internal static readonly Operator fix = Operator.Find("aten::fix");
    internal static readonly Operator fix_ = Operator.Find("aten::fix_");
    internal static readonly Operator floor = Operator.Find("aten::floor");
    internal static readonly Operator floor_ = Operator.Find("aten::floor_");
    internal static readonly Operator frac = Operator.Find("aten::frac");
    internal static readonly Operator frac_ = Operator.Find("aten::frac_");
    internal static readonly Operator frexp_Tensor = Operator.Find("aten::frexp", "Tensor");
    internal static readonly Operator heaviside = Operator.Find("aten::heaviside");
    internal static readonly Operator hypot = Operator.Find("aten::hypot");
    internal static readonly Operator log = Operator.Find("aten::log");
    internal static readonly Operator log10 = Operator.Find("aten::log10");
    internal static readonly Operator log10_ = Operator.Find("aten::log10_");
    internal static readonly Operator log1p = Operator.Find("aten::log1p");
    internal static readonly Operator log1p_ = Operator.Find("aten::log1p_");
    internal static readonly Operator log2 = Operator.Find("aten::log2");
    internal static readonly Operator log2_ = Operator.Find("aten::log2_");
    internal static readonly Operator log_ = Operator.Find("aten::log_");
    internal static readonly Operator logaddexp = Operator.Find("aten::logaddexp");
    internal static readonly Operator logaddexp2 = Operator.Find("aten::logaddexp2");
    internal static readonly Operator logit = Operator.Find("aten::logit");
    internal static readonly Operator nan_to_num = Operator.Find("aten::nan_to_num");
    internal static readonly Operator nextafter = Operator.Find("aten::nextafter");
    internal static readonly Operator rad2deg = Operator.Find("aten::rad2deg");
    internal static readonly Operator round = Operator.Find("aten::round");
    internal static readonly Operator round_ = Operator.Find("aten::round_");
    internal static readonly Operator round__decimals = Operator.Find("aten::round_", "decimals");
    internal static readonly Operator round_decimals = Operator.Find("aten::round", "decimals");
    internal static readonly Operator rsqrt = Operator.Find("aten::rsqrt");
    internal static readonly Operator rsqrt_ = Operator.Find("aten::rsqrt_");
    internal static readonly Operator sgn = Operator.Find("aten::sgn");
    internal static readonly Operator sgn_ = Operator.Find("aten::sgn_");
    internal static readonly Operator sigmoid = Operator.Find("aten::sigmoid");
    internal static readonly Operator sigmoid_ = Operator.Find("aten::sigmoid_");
    internal static readonly Operator sign = Operator.Find("aten::sign");
    internal static readonly Operator sign_ = Operator.Find("aten::sign_");
    internal static readonly Operator signbit = Operator.Find("aten::signbit");
    internal static readonly Operator sqrt = Operator.Find("aten::sqrt");
    internal static readonly Operator sqrt_ = Operator.Find("aten::sqrt_");
    internal static readonly Operator threshold = Operator.Find("aten::threshold");
    internal static readonly Operator threshold_ = Operator.Find("aten::threshold_");
    internal static readonly Operator trunc = Operator.Find("aten::trunc");
    internal static readonly Operator trunc_ = Operator.Find("aten::trunc_");
    internal static readonly Operator xlogy_Scalar_Other = Operator.Find("aten::xlogy", "Scalar_Other");
    internal static readonly Operator xlogy_Tensor = Operator.Find("aten::xlogy", "Tensor");
    internal static readonly Operator xlogy__Scalar_Other = Operator.Find("aten::xlogy_", "Scalar_Other");
    internal static readonly Operator xlogy__Tensor = Operator.Find("aten::xlogy_", "Tensor");
}
