using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Activation functions.
    public partial class Tensor
    {
        public Tensor celu() => Aten.celu.Call(this);

        public Tensor celu(Scalar alpha) => Aten.celu.Call(this, alpha);

        public Tensor celu_() => InPlace(Aten.celu_, this);

        public Tensor celu_(Scalar alpha) => InPlace(Aten.celu_, this, alpha);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.elu.Call(this, alpha, scale, input_scale);

        public Tensor elu(double alpha = 1) => Aten.elu.Call(this, alpha);

        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => InPlace(Aten.elu_, this, alpha, scale, input_scale);

        public Tensor elu_(double alpha = 1) => InPlace(Aten.elu_, this, alpha);

        public Tensor gelu() => Aten.gelu.Call(this);

        public Tensor gelu_() => InPlace(Aten.gelu_, this);

        public Tensor glu(long dim = -1) => Aten.glu.Call(this, dim);

        public Tensor hardsigmoid() => Aten.hardsigmoid.Call(this);

        public Tensor hardsigmoid_() => InPlace(Aten.hardsigmoid_, this);

        public Tensor hardswish() => Aten.hardswish.Call(this);

        public Tensor hardswish_() => InPlace(Aten.hardswish_, this);

        public Tensor hardtanh(Scalar min, Scalar max) => Aten.hardtanh.Call(this, min, max);

        public Tensor hardtanh_(Scalar min, Scalar max) => InPlace(Aten.hardtanh_, this, min, max);

        public Tensor leaky_relu(Scalar negative_slope) => Aten.leaky_relu.Call(this, negative_slope);

        public Tensor leaky_relu_(Scalar negative_slope) => InPlace(Aten.leaky_relu_, this, negative_slope);

        public Tensor log_sigmoid() => Aten.log_sigmoid.Call(this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.log_softmax_int.Call(this, dim, dtype);

        public Tensor prelu(Tensor target) => Aten.prelu.Call(this, target);

        public Tensor relu() => Aten.relu.Call(this);

        public Tensor relu6() => Aten.relu6.Call(this);

        public Tensor relu6_() => InPlace(Aten.relu6_, this);

        public Tensor relu_() => InPlace(Aten.relu_, this);

        public Tensor rrelu(double lower = 0.125, double upper = 0.3333333333333333) => Aten.rrelu.Call(this, lower, upper);

        public Tensor rrelu_(double lower = 0.125, double upper = 0.3333333333333333) => InPlace(Aten.rrelu_, this, lower, upper);

        public Tensor selu() => Aten.selu.Call(this);

        public Tensor selu_() => InPlace(Aten.selu_, this);

        public Tensor silu() => Aten.silu.Call(this);

        public Tensor silu_() => InPlace(Aten.silu_, this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.softmax_int.Call(this, dim, dtype);

        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.softplus.Call(this, beta, threshold);
    }
}

internal static partial class Aten
{
    internal static readonly Operator celu = Operator.Find("aten::celu");
    internal static readonly Operator celu_ = Operator.Find("aten::celu_");
    internal static readonly Operator elu = Operator.Find("aten::elu");
    internal static readonly Operator elu_ = Operator.Find("aten::elu_");
    internal static readonly Operator gelu = Operator.Find("aten::gelu");
    internal static readonly Operator gelu_ = Operator.Find("aten::gelu_");
    internal static readonly Operator glu = Operator.Find("aten::glu");
    internal static readonly Operator hardsigmoid = Operator.Find("aten::hardsigmoid");
    internal static readonly Operator hardsigmoid_ = Operator.Find("aten::hardsigmoid_");
    internal static readonly Operator hardswish = Operator.Find("aten::hardswish");
    internal static readonly Operator hardswish_ = Operator.Find("aten::hardswish_");
    internal static readonly Operator hardtanh = Operator.Find("aten::hardtanh");
    internal static readonly Operator hardtanh_ = Operator.Find("aten::hardtanh_");
    internal static readonly Operator leaky_relu = Operator.Find("aten::leaky_relu");
    internal static readonly Operator leaky_relu_ = Operator.Find("aten::leaky_relu_");
    internal static readonly Operator log_sigmoid = Operator.Find("aten::log_sigmoid");
    internal static readonly Operator log_softmax_int = Operator.Find("aten::log_softmax", "int");
    internal static readonly Operator prelu = Operator.Find("aten::prelu");
    internal static readonly Operator relu = Operator.Find("aten::relu");
    internal static readonly Operator relu6 = Operator.Find("aten::relu6");
    internal static readonly Operator relu6_ = Operator.Find("aten::relu6_");
    internal static readonly Operator relu_ = Operator.Find("aten::relu_");
    internal static readonly Operator rrelu = Operator.Find("aten::rrelu");
    internal static readonly Operator rrelu_ = Operator.Find("aten::rrelu_");
    internal static readonly Operator selu = Operator.Find("aten::selu");
    internal static readonly Operator selu_ = Operator.Find("aten::selu_");
    internal static readonly Operator silu = Operator.Find("aten::silu");
    internal static readonly Operator silu_ = Operator.Find("aten::silu_");
    internal static readonly Operator softmax_int = Operator.Find("aten::softmax", "int");
    internal static readonly Operator softplus = Operator.Find("aten::softplus");
}
