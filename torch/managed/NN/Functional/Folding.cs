using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Windows of (N, C, H, W) as columns: (N, C * window, number of windows).</summary>
            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => Aten.im2col.Call(input, List(kernel_size), List(dilation ?? (1, 1)), List(padding ?? (0, 0)), List(stride ?? (1, 1)));

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>The windows put back in their places and summed where they overlap.</summary>
            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => Aten.col2im.Call(input, List(output_size), List(kernel_size), List(dilation ?? (1, 1)), List(padding ?? (0, 0)), List(stride ?? (1, 1)));

            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator col2im = Operator.Find("aten::col2im");
    internal static readonly Operator im2col = Operator.Find("aten::im2col");
}
