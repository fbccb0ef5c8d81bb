using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Arithmetic with broadcasting.
    public partial class Tensor
    {
        public Tensor add(Scalar scalar) => Aten.add_Scalar.Call(this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Aten.add_Scalar.Call(this, scalar, alpha);

        public Tensor add(Tensor target) => Aten.add_Tensor.Call(this, target);

        public Tensor add(Tensor target, Scalar alpha) => Aten.add_Tensor.Call(this, target, alpha);

        public Tensor add_(Scalar scalar) => InPlace(Aten.add__Scalar, this, scalar);

        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(Aten.add__Scalar, this, scalar, alpha);

        public Tensor add_(Tensor target) => InPlace(Aten.add__Tensor, this, target);

        public Tensor add_(Tensor target, Scalar alpha) => InPlace(Aten.add__Tensor, this, target, alpha);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.addcdiv.Call(this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => InPlace(Aten.addcdiv_, this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Aten.addcdiv_, this, tensor1, tensor2, value);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Aten.addcmul_, this, tensor1, tensor2, value);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Aten.div_Scalar.Call(this, target) : Aten.div_Scalar_mode.Call(this, target, NameOf(rounding_mode));

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Aten.div_Tensor.Call(this, target) : Aten.div_Tensor_mode.Call(this, target, NameOf(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Aten.div__Scalar, this, target) : InPlace(Aten.div__Scalar_mode, this, target, NameOf(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Aten.div__Tensor, this, target) : InPlace(Aten.div__Tensor_mode, this, target, NameOf(rounding_mode));

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Aten.div_Scalar.Call(this, target) : Aten.div_Scalar_mode.Call(this, target, NameOf(rounding_mode));

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Aten.div_Tensor.Call(this, target) : Aten.div_Tensor_mode.Call(this, target, NameOf(rounding_mode));

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Aten.div__Scalar, this, target) : InPlace(Aten.div__Scalar_mode, this, target, NameOf(rounding_mode));

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Aten.div__Tensor, this, target) : InPlace(Aten.div__Tensor_mode, this, target, NameOf(rounding_mode));

        public Tensor float_power(Tensor target) => Aten.float_power_Tensor_Tensor.Call(this, target);

        public Tensor floor_divide(Scalar other) => Aten.floor_divide_Scalar.Call(this, other);

        public Tensor floor_divide(Tensor other) => Aten.floor_divide.Call(this, other);

        public Tensor floor_divide_(Scalar other) => InPlace(Aten.floor_divide__Scalar, this, other);

        public Tensor floor_divide_(Tensor other) => InPlace(Aten.floor_divide__Tensor, this, other);

        public Tensor fmod(Scalar scalar) => Aten.fmod_Scalar.Call(this, scalar);

        public Tensor fmod(Tensor target) => Aten.fmod_Tensor.Call(this, target);

        public Tensor fmod_(Scalar scalar) => InPlace(Aten.fmod__Scalar, this, scalar);

        public Tensor fmod_(Tensor target) => InPlace(Aten.fmod__Tensor, this, target);

        public Tensor gcd(Tensor other) => Aten.gcd.Call(this, other);

        public Tensor gcd_(Tensor other) => InPlace(Aten.gcd_, this, other);

        public Tensor lcm(Tensor other) => Aten.lcm.Call(this, other);

        public Tensor lcm_(Tensor other) => InPlace(Aten.lcm_, this, other);

        public Tensor ldexp(Tensor other) => Aten.ldexp_Tensor.Call(this, other);

        public Tensor ldexp_(Tensor other) => InPlace(Aten.ldexp_, this, other);

        public Tensor lerp(Tensor end, Tensor weight) => Aten.lerp_Tensor.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => InPlace(Aten.lerp__Tensor, this, end, weight);

        public Tensor mul(Scalar target) => Aten.mul_Scalar.Call(this, target);

        public Tensor mul(Tensor target) => Aten.mul_Tensor.Call(this, target);

        public Tensor mul_(Scalar target) => InPlace(Aten.mul__Scalar, this, target);

        public Tensor mul_(Tensor target) => InPlace(Aten.mul__Tensor, this, target);

        public Tensor multiply(Scalar target) => Aten.multiply_Scalar.Call(this, target);

        public Tensor multiply(Tensor target) => Aten.multiply_Tensor.Call(this, target);

        public Tensor neg() => Aten.neg.Call(this);

        public Tensor neg_() => InPlace(Aten.neg_, this);

        public Tensor negative() => Aten.negative.Call(this);

        public Tensor positive() => Aten.positive.Call(this);

        public Tensor pow(Scalar exponent) => Aten.pow_Tensor_Scalar.Call(this, exponent);

        public Tensor pow(Tensor exponent) => Aten.pow_Tensor_Tensor.Call(this, exponent);

        public Tensor pow_(Scalar exponent) => InPlace(Aten.pow__Scalar, this, exponent);

        public Tensor pow_(Tensor exponent) => InPlace(Aten.pow__Tensor, this, exponent);

        public Tensor reciprocal() => Aten.reciprocal.Call(this);

        public Tensor reciprocal_() => InPlace(Aten.reciprocal_, this);

        public Tensor remainder(Scalar scalar) => Aten.remainder_Scalar.Call(this, scalar);

        public Tensor remainder(Tensor target) => Aten.remainder_Tensor.Call(this, target);

        public Tensor remainder_(Scalar scalar) => InPlace(Aten.remainder__Scalar, this, scalar);

        public Tensor remainder_(Tensor target) => InPlace(Aten.remainder__Tensor, this, target);

        public Tensor square() => Aten.square.Call(this);

        public Tensor sub(Scalar target) => Aten.sub_Scalar.Call(this, target);

        public Tensor sub(Tensor target) => Aten.sub_Tensor.Call(this, target);

        public Tensor sub_(Scalar target) => InPlace(Aten.sub__Scalar, this, target);

        public Tensor sub_(Tensor target) => InPlace(Aten.sub__Tensor, this, target);

        public Tensor subtract(Scalar target) => Aten.subtract_Scalar.Call(this, target);

        public Tensor subtract(Tensor target) => Aten.subtract_Tensor.Call(this, target);

        public Tensor subtract_(Scalar target) => InPlace(Aten.subtract__Scalar, this, target);

        public Tensor subtract_(Tensor target) => InPlace(Aten.subtract__Tensor, this, target);

        public Tensor true_divide(Scalar other) => Aten.true_divide_Scalar.Call(this, other);

        public Tensor true_divide(Tensor other) => Aten.true_divide_Tensor.Call(this, other);

        public Tensor true_divide_(Scalar other) => InPlace(Aten.true_divide__Scalar, this, other);

        public Tensor true_divide_(Tensor other) => InPlace(Aten.true_divide__Tensor, this, other);
    }
}

internal static partial class Aten
{
    internal static readonly Operator add_Scalar = Operator.Find("aten::add", "Scalar");
    internal static readonly Operator add_Tensor = Operator.Find("aten::add", "Tensor");
    internal static readonly Operator add__Scalar = Operator.Find("aten::add_", "Scalar");
    internal static readonly Operator add__Tensor = Operator.Find("aten::add_", "Tensor");
    internal static readonly Operator addcdiv = Operator.Find("aten::addcdiv");
    internal static readonly Operator addcdiv_ = Operator.Find("aten::addcdiv_");
    internal static readonly Operator addcmul = Operator.Find("aten::addcmul");
    internal static readonly Operator addcmul_ = Operator.Find("aten::addcmul_");
    internal static readonly Operator div_Scalar = Operator.Find("aten::div", "Scalar");
    internal static readonly Operator div_Scalar_mode = Operator.Find("aten::div", "Scalar_mode");
    internal static readonly Operator div_Tensor = Operator.Find("aten::div", "Tensor");
    internal static readonly Operator div_Tensor_mode = Operator.Find("aten::div", "Tensor_mode");
    internal static readonly Operator div__Scalar = Operator.Find("aten::div_", "Scalar");
    internal static readonly Operator div__Scalar_mode = Operator.Find("aten::div_", "Scalar_mode");
    internal static readonly Operator div__Tensor = Operator.Find("aten::div_", "Tensor");
    internal static readonly Operator div__Tensor_mode = Operator.Find("aten::div_", "Tensor_mode");
    internal static readonly Operator float_power_Tensor_Tensor = Operator.Find("aten::float_power", "Tensor_Tensor");
    internal static readonly Operator floor_divide = Operator.Find("aten::floor_divide");
    internal static readonly Operator floor_divide_Scalar = Operator.Find("aten::floor_divide", "Scalar");
    internal static readonly Operator floor_divide__Scalar = Operator.Find("aten::floor_divide_", "Scalar");
    internal static readonly Operator floor_divide__Tensor = Operator.Find("aten::floor_divide_", "Tensor");
    internal static readonly Operator fmod_Scalar = Operator.Find("aten::fmod", "Scalar");
    internal static readonly Operator fmod_Tensor = Operator.Find("aten::fmod", "Tensor");
    internal static readonly Operator fmod__Scalar = Operator.Find("aten::fmod_", "Scalar");
    internal static readonly Operator fmod__Tensor = Operator.Find("aten::fmod_", "Tensor");
    internal static readonly Operator gcd = Operator.Find("aten::gcd");
    internal static readonly Operator gcd_ = Operator.Find("aten::gcd_");
    internal static readonly Operator lcm = Operator.Find("aten::lcm");
    internal static readonly Operator lcm_ = Operator.Find("aten::lcm_");
    internal static readonly Operator ldexp_ = Operator.Find("aten::ldexp_");
    internal static readonly Operator ldexp_Tensor = Operator.Find("aten::ldexp", "Tensor");
    internal static readonly Operator lerp_Tensor = Operator.Find("aten::lerp", "Tensor");
    internal static readonly Operator lerp__Tensor = Operator.Find("aten::lerp_", "Tensor");
    internal static readonly Operator mul_Scalar = Operator.Find("aten::mul", "Scalar");
    internal static readonly Operator mul_Tensor = Operator.Find("aten::mul", "Tensor");
    internal static readonly Operator mul__Scalar = Operator.Find("aten::mul_", "Scalar");
    internal static readonly Operator mul__Tensor = Operator.Find("aten::mul_", "Tensor");
    internal static readonly Operator multiply_Scalar = Operator.Find("aten::multiply", "Scalar");
    internal static readonly Operator multiply_Tensor = Operator.Find("aten::multiply", "Tensor");
    internal static readonly Operator neg = Operator.Find("aten::neg");
    internal static readonly Operator neg_ = Operator.Find("aten::neg_");
    internal static readonly Operator negative = Operator.Find("aten::negative");
    internal static readonly Operator positive = Operator.Find("aten::positive");
    internal static readonly Operator pow_Tensor_Scalar = Operator.Find("aten::pow", "Tensor_Scalar");
    internal static readonly Operator pow_Tensor_Tensor = Operator.Find("aten::pow", "Tensor_Tensor");
    internal static readonly Operator pow__Scalar = Operator.Find("aten::pow_", "Scalar");
    internal static readonly Operator pow__Tensor = Operator.Find("aten::pow_", "Tensor");
    internal static readonly Operator reciprocal = Operator.Find("aten::reciprocal");
    internal static readonly Operator reciprocal_ = Operator.Find("aten::reciprocal_");
    internal static readonly Operator remainder_Scalar = Operator.Find("aten::remainder", "Scalar");
    internal static readonly Operator remainder_Tensor = Operator.Find("aten::remainder", "Tensor");
    internal static readonly Operator remainder__Scalar = Operator.Find("aten::remainder_", "Scalar");
    internal static readonly Operator remainder__Tensor = Operator.Find("aten::remainder_", "Tensor");
    internal static readonly Operator square = Operator.Find("aten::square");
    internal static readonly Operator sub_Scalar = Operator.Find("aten::sub", "Scalar");
    internal static readonly Operator sub_Tensor = Operator.Find("aten::sub", "Tensor");
    internal static readonly Operator sub__Scalar = Operator.Find("aten::sub_", "Scalar");
    internal static readonly Operator sub__Tensor = Operator.Find("aten::sub_", "Tensor");
    internal static readonly Operator subtract_Scalar = Operator.Find("aten::subtract", "Scalar");
    internal static readonly Operator subtract_Tensor = Operator.Find("aten::subtract", "Tensor");
    internal static readonly Operator subtract__Scalar = Operator.Find("aten::subtract_", "Scalar");
    internal static readonly Operator subtract__Tensor = Operator.Find("aten::subtract_", "Tensor");
    internal static readonly Operator true_divide_Scalar = Operator.Find("aten::true_divide", "Scalar");
    internal static readonly Operator true_divide_Tensor = Operator.Find("aten::true_divide", "Tensor");
    internal static readonly Operator true_divide__Scalar = Operator.Find("aten::true_divide_", "Scalar");
    internal static readonly Operator true_divide__Tensor = Operator.Find("aten::true_divide_", "Tensor");
}
