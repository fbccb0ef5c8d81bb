using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => (inplace ? Ops.relu_ : Ops.relu).Call(x);

            public static Tensor relu6(Tensor x, bool inplace = false) => (inplace ? Ops.relu6_ : Ops.relu6).Call(x);

            public static Tensor selu(Tensor x, bool inplace = false) => (inplace ? Ops.selu_ : Ops.selu).Call(x);

            public static Tensor silu(Tensor x, bool inplace = false) => (inplace ? Ops.silu_ : Ops.silu).Call(x);

            public static Tensor mish(Tensor x, bool inplace = false) => (inplace ? Ops.mish_ : Ops.mish).Call(x);

            public static Tensor tanh(Tensor x, bool inplace = false) => (inplace ? Ops.tanh_ : Ops.tanh).Call(x);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => (inplace ? Ops.hardsigmoid_ : Ops.hardsigmoid).Call(input);

            public static Tensor hardswish(Tensor input, bool inplace = false) => (inplace ? Ops.hardswish_ : Ops.hardswish).Call(input);

            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            public static Tensor Mish(Tensor x) => mish(x);

            public static Tensor sigmoid(Tensor x) => Ops.sigmoid.Call(x);

            public static Tensor sigmoid(Tensor x, bool inplace) => (inplace ? Ops.sigmoid_ : Ops.sigmoid).Call(x);

            /// <summary>x * Phi(x), with the error function (Hendrycks and Gimpel, 2016).</summary>
            public static Tensor gelu(Tensor x) => Ops.gelu.Call(x);

            public static Tensor gelu(Tensor x, bool inplace) => (inplace ? Ops.gelu_ : Ops.gelu).Call(x);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => (inplace ? Ops.elu_ : Ops.elu).Call(x, alpha);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => (inplace ? Ops.celu_ : Ops.celu).Call(x, alpha);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                => (inplace ? Ops.leaky_relu_ : Ops.leaky_relu).Call(input, negative_slope);

            public static Tensor prelu(Tensor input, Tensor weight) => Ops.prelu.Call(input, weight);

            /// <summary>The leaky ReLU at the mean slope: without a training flag this is the evaluation form.</summary>
            public static Tensor rrelu(Tensor x, double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false)
                => rrelu(x, lower, upper, training: false, inplace);

            internal static Tensor rrelu(Tensor x, double lower, double upper, bool training, bool inplace)
                => (inplace ? Ops.rrelu_ : Ops.rrelu).Call(x, lower, upper, training);

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false)
                => (inplace ? Ops.threshold_ : Ops.threshold).Call(x, threshold, value);

            public static Tensor Threshold(Tensor x, double threshold, double value, bool inplace = false)
                => (inplace ? Ops.threshold_ : Ops.threshold).Call(x, threshold, value);

            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
                => (inplace ? Ops.hardtanh_ : Ops.hardtanh).Call(x, min_val, max_val);

            public static Tensor Hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
                => hardtanh(x, min_val, max_val, inplace);

            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Ops.hardshrink.Call(x, lambda);

            public static Tensor Hardshrink(Tensor x, double lambda = 0.5) => hardshrink(x, lambda);

            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Ops.softshrink.Call(x, lambda);

            public static Tensor Softshrink(Tensor x, double lambda = 0.5) => softshrink(x, lambda);

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => Ops.softplus.Call(x, beta, threshold);

            /// <summary>x / (1 + |x|).</summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var magnitude = Ops.abs.Call(x);
                using var denominator = Ops.add.Call(magnitude, 1.0);
                return (inplace ? Ops.div_ : Ops.div).Call(x, denominator);
            }

            public static Tensor Softsign(Tensor x) => softsign(x);

            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var squashed = Ops.tanh.Call(x);
                return (inplace ? Ops.sub_ : Ops.sub).Call(x, squashed);
            }

            public static Tensor Tanhshrink(Tensor x) => tanhshrink(x);

            public static Tensor logsigmoid(Tensor x) => Ops.log_sigmoid.Call(x);

            public static Tensor glu(Tensor input, long dim = -1) => Ops.glu.Call(input, dim);
        }
    }
}

file static class Ops
{
    internal static readonly Operator relu = Operator.Find("aten::relu");
    internal static readonly Operator relu_ = Operator.Find("aten::relu_");
    internal static readonly Operator relu6 = Operator.Find("aten::relu6");
    internal static readonly Operator relu6_ = Operator.Find("aten::relu6_");
    internal static readonly Operator selu = Operator.Find("aten::selu");
    internal static readonly Operator selu_ = Operator.Find("aten::selu_");
    internal static readonly Operator silu = Operator.Find("aten::silu");
    internal static readonly Operator silu_ = Operator.Find("aten::silu_");
    internal static readonly Operator mish = Operator.Find("aten::mish");
    internal static readonly Operator mish_ = Operator.Find("aten::mish_");
    internal static readonly Operator tanh = Operator.Find("aten::tanh");
    internal static readonly Operator tanh_ = Operator.Find("aten::tanh_");
    internal static readonly Operator hardsigmoid = Operator.Find("aten::hardsigmoid");
    internal static readonly Operator hardsigmoid_ = Operator.Find("aten::hardsigmoid_");
    internal static readonly Operator hardswish = Operator.Find("aten::hardswish");
    internal static readonly Operator hardswish_ = Operator.Find("aten::hardswish_");
    internal static readonly Operator sigmoid = Operator.Find("aten::sigmoid");
    internal static readonly Operator sigmoid_ = Operator.Find("aten::sigmoid_");
    internal static readonly Operator gelu = Operator.Find("aten::gelu");
    internal static readonly Operator gelu_ = Operator.Find("aten::gelu_");
    internal static readonly Operator elu = Operator.Find("aten::elu");
    internal static readonly Operator elu_ = Operator.Find("aten::elu_");
    internal static readonly Operator celu = Operator.Find("aten::celu");
    internal static readonly Operator celu_ = Operator.Find("aten::celu_");
    internal static readonly Operator leaky_relu = Operator.Find("aten::leaky_relu");
    internal static readonly Operator leaky_relu_ = Operator.Find("aten::leaky_relu_");
    internal static readonly Operator prelu = Operator.Find("aten::prelu");
    internal static readonly Operator rrelu = Operator.Find("aten::rrelu");
    internal static readonly Operator rrelu_ = Operator.Find("aten::rrelu_");
    internal static readonly Operator threshold = Operator.Find("aten::threshold");
    internal static readonly Operator threshold_ = Operator.Find("aten::threshold_");
    internal static readonly Operator hardtanh = Operator.Find("aten::hardtanh");
    internal static readonly Operator hardtanh_ = Operator.Find("aten::hardtanh_");
    internal static readonly Operator hardshrink = Operator.Find("aten::hardshrink");
    internal static readonly Operator softshrink = Operator.Find("aten::softshrink");
    internal static readonly Operator softplus = Operator.Find("aten::softplus");
    internal static readonly Operator log_sigmoid = Operator.Find("aten::log_sigmoid");
    internal static readonly Operator glu = Operator.Find("aten::glu");
    internal static readonly Operator abs = Operator.Find("aten::abs");
    internal static readonly Operator add = Operator.Find("aten::add", "Scalar");
    internal static readonly Operator div = Operator.Find("aten::div", "Tensor");
    internal static readonly Operator div_ = Operator.Find("aten::div_", "Tensor");
    internal static readonly Operator sub = Operator.Find("aten::sub", "Tensor");
    internal static readonly Operator sub_ = Operator.Find("aten::sub_", "Tensor");
}
