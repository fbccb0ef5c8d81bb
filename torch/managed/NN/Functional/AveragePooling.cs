using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true)
                => Aten.avg_pool1d.Call(input, One(kernel_size), One(stride ?? kernel_size), One(padding ?? 0), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => Aten.avg_pool2d.Call(input, kernel_size, stride ?? kernel_size, padding ?? One(0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, List(kernel_size), List(stride), List(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, One(kernel_size), One(stride ?? kernel_size), One(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => Aten.avg_pool3d.Call(input, kernel_size, stride ?? kernel_size, padding ?? One(0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => Aten.adaptive_avg_pool1d.Call(input, One(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Aten.adaptive_avg_pool2d.Call(input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, List(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, new[] { output_size, output_size });

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => Aten.adaptive_avg_pool3d.Call(input, output_size);

            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) => adaptive_avg_pool3d(input, List(output_size));

            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) => adaptive_avg_pool3d(input, new[] { output_size, output_size, output_size });

            /// <summary>The p-norm of each window: (sum of x^p)^(1/p).</summary>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var scope = NewDisposeScope();
                var mean = avg_pool1d(input.pow(norm_type), kernel_size, stride, ceil_mode: ceil_mode);
                return Root(mean, norm_type, kernel_size).MoveToOuterDisposeScope();
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
                => lp_pool2d(input, norm_type, new[] { kernel_size, kernel_size }, stride is { } step ? new[] { step, step } : null, ceil_mode);

            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using var scope = NewDisposeScope();
                var mean = avg_pool2d(input.pow(norm_type), kernel_size, stride, ceil_mode: ceil_mode);
                return Root(mean, norm_type, kernel_size[0] * kernel_size[^1]).MoveToOuterDisposeScope();
            }

            /// <summary>(mean n)^(1/p), with a gradient of zero where the mean is zero.</summary>
            private static Tensor Root(Tensor mean, double norm_type, long count) => mean.sign().mul(relu(mean.abs())).mul(count).pow(1 / norm_type);

            private static long[] One(long value) => [value];

            internal static long[] List((long, long) pair) => [pair.Item1, pair.Item2];

            internal static long[]? List((long, long)? pair) => pair is { } given ? List(given) : null;

            internal static long[] List((long, long, long) triple) => [triple.Item1, triple.Item2, triple.Item3];

            internal static long[]? List((long, long, long)? triple) => triple is { } given ? List(given) : null;
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator adaptive_avg_pool1d = Operator.Find("aten::adaptive_avg_pool1d");
    internal static readonly Operator adaptive_avg_pool2d = Operator.Find("aten::adaptive_avg_pool2d");
    internal static readonly Operator adaptive_avg_pool3d = Operator.Find("aten::adaptive_avg_pool3d");
    internal static readonly Operator avg_pool1d = Operator.Find("aten::avg_pool1d");
    internal static readonly Operator avg_pool2d = Operator.Find("aten::avg_pool2d");
    internal static readonly Operator avg_pool3d = Operator.Find("aten::avg_pool3d");
}
