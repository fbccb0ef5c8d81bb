using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors in place, outside the graph. Each function returns its argument itself, not a copy.</summary>
        public static partial class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>The factor by which a nonlinearity shrinks the standard deviation; the parameter is the leaky ReLU's slope.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1.0,
            };

            /// <summary>Inputs and outputs per unit, the receptive field included.</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", nameof(tensor));

                var field = 1L;
                foreach (var size in shape.AsSpan(2))
                    field *= size;
                return (shape[1] * field, shape[0] * field);
            }

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(Aten.fill__Scalar, tensor, val);

            public static Tensor ones_(Tensor tensor) => Fill(Aten.fill__Scalar, tensor, 1L);

            public static Tensor zeros_(Tensor tensor) => Fill(Aten.zero_, tensor);

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
                => Fill(Aten.uniform_, tensor, low, high, generator);

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
                => Fill(Aten.normal_, tensor, mean, std, generator);

            /// <summary>N(mean, std) truncated to [a, b], by inverting the cumulative distribution.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                if (b <= a)
                    throw new ArgumentException($"trunc_normal_ needs a < b, but a = {a} and b = {b}.", nameof(b));

                // U(F(a), F(b)) through F's inverse, F being the normal distribution's cumulative function.
                double Cumulative(double x) => (1 + Erf((x - mean) / std / Math.Sqrt(2))) / 2;

                using var noGradient = no_grad();
                Aten.uniform_.CallVoid(tensor, 2 * Cumulative(a) - 1, 2 * Cumulative(b) - 1, generator);
                Aten.erfinv_.CallVoid(tensor);
                Aten.mul__Scalar.CallVoid(tensor, std * Math.Sqrt(2));
                Aten.add__Scalar.CallVoid(tensor, mean);
                Aten.clamp_.CallVoid(tensor, a, b);
                return tensor;
            }

            /// <summary>U(-x, x) with x = gain sqrt(6 / (fan in + fan out)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>N(0, s) with s = gain sqrt(2 / (fan in + fan out)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            /// <summary>U(-x, x) with x = gain sqrt(3 / fan) (He et al., 2015).</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3.0) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>N(0, s) with s = gain / sqrt(fan) (He et al., 2015).</summary>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
                => normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>The identity matrix.</summary>
            public static Tensor eye_(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length != 2)
                    throw new ArgumentException("Only tensors with 2 dimensions are supported", nameof(tensor));

                using var noGradient = no_grad();
                using var identity = eye(shape[0], shape[1], dtype: tensor.dtype, device: tensor.device);
                tensor.copy_(identity);
                return tensor;
            }

            /// <summary>Convolutions that hand as many of their channels on as there are.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length is < 3 or > 5)
                    throw new ArgumentException("Only tensors with 3, 4, or 5 dimensions are supported", nameof(tensor));

                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                tensor.zero_();
                var centre = tensor;
                for (var dimension = shape.Length - 1; dimension >= 2; dimension--)
                    centre = centre.select(dimension, shape[dimension] / 2);
                centre.diagonal().fill_(1);
                return tensor;
            }

            /// <summary>Orthogonal rows or columns (Saxe et al., 2013): the Q of a normal matrix, its signs made uniform.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Only tensors with 2 or more dimensions are supported", nameof(tensor));
                if (tensor.numel() == 0)
                    return tensor;

                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                var rows = shape[0];
                var columns = tensor.numel() / rows;
                var wide = rows < columns;
                var sample = normal_(empty(new[] { rows, columns }, dtype: tensor.dtype, device: tensor.device));
                var (q, r) = Aten.linalg_qr.Call2(wide ? sample.t() : sample);
                q = q.mul(r.diagonal().sign());
                tensor.copy_((wide ? q.t() : q).reshape(shape).mul(gain));
                return tensor;
            }

            /// <summary>N(0, std), with a share of each column set to zero (Martens, 2010).</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                var shape = tensor.shape;
                if (shape.Length != 2)
                    throw new ArgumentException("Only tensors with 2 dimensions are supported", nameof(tensor));

                var zeros = (long)Math.Ceiling(sparsity * shape[0]);
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                normal_(tensor, 0, std);
                // The rows with the smallest of random keys are a random choice of rows, for each column by itself.
                var keys = rand(shape, dtype: ScalarType.Float32, device: tensor.device);
                var chosen = keys.argsort(0).narrow(0, 0, zeros);
                Aten.scatter__value.CallVoid(tensor, 0L, chosen, 0L);
                return tensor;
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static Tensor Fill(Operator op, Tensor tensor, params ReadOnlySpan<Argument> arguments)
            {
                using var noGradient = no_grad();
                op.CallVoid([tensor, .. arguments]);
                return tensor;
            }

            private static double Erf(double x)
            {
                using var noGradient = no_grad();
                using var argument = tensor(x, dtype: ScalarType.Float64);
                using var result = argument.erf();
                return result.ToDouble();
            }
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator scatter__value = Operator.Find("aten::scatter_", "value");
}
