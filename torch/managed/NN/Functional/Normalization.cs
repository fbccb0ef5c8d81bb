using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Zero mean and unit variance over the trailing dimensions (Ba et al., 2016).</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
                => Aten.layer_norm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Zero mean and unit variance over all but the channels (Ioffe and Szegedy, 2015).</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-05)
                => Aten.batch_norm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Zero mean and unit variance of each channel of each sample (Ulyanov et al., 2016).</summary>
            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-05)
                => Aten.instance_norm.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            /// <summary>Zero mean and unit variance over groups of channels (Wu and He, 2018).</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
                => Aten.group_norm.Call(input, num_groups, weight, bias, eps, true);

            /// <summary>Divides by (k + alpha * mean of squares over neighbouring channels)^beta (Krizhevsky et al., 2012).</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0)
            {
                using var scope = NewDisposeScope();
                var shape = input.shape;
                if (shape.Length < 3)
                    throw new ArgumentException($"Expected 3D or higher dimensionality input (got {shape.Length} dimensions).", nameof(input));

                // Channels become the rows of one plane, so that a window over channels is an average pool.
                var squares = input.mul(input).reshape(shape[0], 1, shape[1], -1);
                var padded = pad(squares, new[] { 0L, 0, size / 2, (size - 1) / 2 });
                var mean = avg_pool2d(padded, new[] { size, 1 }, new[] { 1L, 1 });
                return input.div(mean.reshape(shape).mul(alpha).add(k).pow(beta)).MoveToOuterDisposeScope();
            }

            /// <summary>Divides by the p-norm along a dimension, or by eps where that is smaller.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12)
            {
                using var norm = Aten.norm_ScalarOpt_dim.Call(input, p, new[] { dim }, true);
                using var floored = Aten.clamp_min.Call(norm, eps);
                return Aten.div_Tensor.Call(input, floored);
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
                => Aten.cosine_similarity.Call(x1, x2, dim, eps);

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1e-6, bool keepdim = false)
                => Aten.pairwise_distance.Call(input1, input2, p, eps, keepdim);
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator batch_norm = Operator.Find("aten::batch_norm");
    internal static readonly Operator cosine_similarity = Operator.Find("aten::cosine_similarity");
    internal static readonly Operator group_norm = Operator.Find("aten::group_norm");
    internal static readonly Operator instance_norm = Operator.Find("aten::instance_norm");
    internal static readonly Operator layer_norm = Operator.Find("aten::layer_norm");
    internal static readonly Operator pairwise_distance = Operator.Find("aten::pairwise_distance");
}
