using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
                => Aten.conv1d.Call(input, weight, bias, One(stride ?? 1), One(padding ?? 0), One(dilation ?? 1), groups);

            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1)
                => Aten.conv1d_padding.Call(input, weight, bias, One(stride ?? 1), padding == Padding.Same ? "same" : "valid", One(dilation ?? 1), groups);

            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1)
                => Aten.conv_transpose1d.Call(input, weight, bias, One(stride ?? 1), One(padding ?? 0), One(output_padding ?? 0), groups, One(dilation ?? 1));

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                => Aten.conv2d.Call(input, weight, bias, strides ?? One(1), padding ?? One(0), dilation ?? One(1), groups);

            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => Aten.conv2d_padding.Call(input, weight, bias, strides ?? One(1), padding == Padding.Same ? "same" : "valid", dilation ?? One(1), groups);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
                => Aten.conv_transpose2d_input.Call(input, weight, bias, strides ?? One(1), padding ?? One(0), output_padding ?? One(0), groups, dilation ?? One(1));

            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                => Aten.conv3d.Call(input, weight, bias, strides ?? One(1), padding ?? One(0), dilation ?? One(1), groups);

            public static Tensor conv3d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => Aten.conv3d_padding.Call(input, weight, bias, strides ?? One(1), padding == Padding.Same ? "same" : "valid", dilation ?? One(1), groups);

            public static Tensor conv_transpose3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
                => Aten.conv_transpose3d_input.Call(input, weight, bias, strides ?? One(1), padding ?? One(0), output_padding ?? One(0), groups, dilation ?? One(1));
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator conv1d = Operator.Find("aten::conv1d");
    internal static readonly Operator conv1d_padding = Operator.Find("aten::conv1d", "padding");
    internal static readonly Operator conv2d = Operator.Find("aten::conv2d");
    internal static readonly Operator conv2d_padding = Operator.Find("aten::conv2d", "padding");
    internal static readonly Operator conv3d = Operator.Find("aten::conv3d");
    internal static readonly Operator conv3d_padding = Operator.Find("aten::conv3d", "padding");
    internal static readonly Operator conv_transpose1d = Operator.Find("aten::conv_transpose1d");
    internal static readonly Operator conv_transpose2d_input = Operator.Find("aten::conv_transpose2d", "input");
    internal static readonly Operator conv_transpose3d_input = Operator.Find("aten::conv_transpose3d", "input");
}
