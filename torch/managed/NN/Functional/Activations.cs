using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => (inplace ? Aten.relu_ : Aten.relu).Call(x);

            public static Tensor relu6(Tensor x, bool inplace = false) => (inplace ? Aten.relu6_ : Aten.relu6).Call(x);

            public static Tensor selu(Tensor x, bool inplace = false) => (inplace ? Aten.selu_ : Aten.selu).Call(x);

            public static Tensor silu(Tensor x, bool inplace = false) => (inplace ? Aten.silu_ : Aten.silu).Call(x);

            public static Tensor mish(Tensor x, bool inplace = false) => (inplace ? Aten.mish_ : Aten.mish).Call(x);

            public static Tensor tanh(Tensor x, bool inplace = false) => (inplace ? Aten.tanh_ : Aten.tanh).Call(x);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => (inplace ? Aten.hardsigmoid_ : Aten.hardsigmoid).Call(input);

            public static Tensor hardswish(Tensor input, bool inplace = false) => (inplace ? Aten.hardswish_ : Aten.hardswish).Call(input);

            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            public static Tensor Mish(Tensor x) => mish(x);

            public static Tensor sigmoid(Tensor x) => Aten.sigmoid.Call(x);

            public static Tensor sigmoid(Tensor x, bool inplace) => (inplace ? Aten.sigmoid_ : Aten.sigmoid).Call(x);

            /// <summary>x * Phi(x), with the error function (Hendrycks and Gimpel, 2016).</summary>
            public static Tensor gelu(Tensor x) => Aten.gelu.Call(x);

            public static Tensor gelu(Tensor x, bool inplace) => (inplace ? Aten.gelu_ : Aten.gelu).Call(x);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => (inplace ? Aten.elu_ : Aten.elu).Call(x, alpha);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => (inplace ? Aten.celu_ : Aten.celu).Call(x, alpha);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                => (inplace ? Aten.leaky_relu_ : Aten.leaky_relu).Call(input, negative_slope);

            public static Tensor prelu(Tensor input, Tensor weight) => Aten.prelu.Call(input, weight);

            /// <summary>The leaky ReLU at the mean slope: without a training flag this is the evaluation form.</summary>
            public static Tensor rrelu(Tensor x, double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false)
                => rrelu(x, lower, upper, training: false, inplace);

            internal static Tensor rrelu(Tensor x, double lower, double upper, bool training, bool inplace)
                => (inplace ? Aten.rrelu_ : Aten.rrelu).Call(x, lower, upper, training);

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false)
                => (inplace ? Aten.threshold_ : Aten.threshold).Call(x, threshold, value);

            public static Tensor Threshold(Tensor x, double threshold, double value, bool inplace = false)
                => (inplace ? Aten.threshold_ : Aten.threshold).Call(x, threshold, value);

            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
                => (inplace ? Aten.hardtanh_ : Aten.hardtanh).Call(x, min_val, max_val);

            public static Tensor Hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
                => hardtanh(x, min_val, max_val, inplace);

            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Aten.hardshrink.Call(x, lambda);

            public static Tensor Hardshrink(Tensor x, double lambda = 0.5) => hardshrink(x, lambda);

            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Aten.softshrink.Call(x, lambda);

            public static Tensor Softshrink(Tensor x, double lambda = 0.5) => softshrink(x, lambda);

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => Aten.softplus.Call(x, beta, threshold);

            /// <summary>x / (1 + |x|).</summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var magnitude = Aten.abs.Call(x);
                using var denominator = Aten.add_Scalar.Call(magnitude, 1.0);
                return (inplace ? Aten.div__Tensor : Aten.div_Tensor).Call(x, denominator);
            }

            public static Tensor Softsign(Tensor x) => softsign(x);

            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var squashed = Aten.tanh.Call(x);
                return (inplace ? Aten.sub__Tensor : Aten.sub_Tensor).Call(x, squashed);
            }

            public static Tensor Tanhshrink(Tensor x) => tanhshrink(x);

            public static Tensor logsigmoid(Tensor x) => Aten.log_sigmoid.Call(x);

            public static Tensor glu(Tensor input, long dim = -1) => Aten.glu.Call(input, dim);
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator hardshrink = Operator.Find("aten::hardshrink");
    internal static readonly Operator mish = Operator.Find("aten::mish");
    internal static readonly Operator mish_ = Operator.Find("aten::mish_");
    internal static readonly Operator softshrink = Operator.Find("aten::softshrink");
}
