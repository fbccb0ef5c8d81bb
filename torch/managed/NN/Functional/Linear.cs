using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x W^T + b, with W of shape [outputs, inputs].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.linear.Call(input, weights, bias);

            /// <summary>x1^T A x2 + b, with A of shape [outputs, inputs1, inputs2].</summary>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null)
                => Aten.bilinear.Call(input1, input2, weight, bias);

            /// <summary>Class numbers as rows of zeros with a one; -1 takes the largest number plus one as the number of classes.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.one_hot.Call(x, num_classes);
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator bilinear = Operator.Find("aten::bilinear");
    internal static readonly Operator linear = Operator.Find("aten::linear");
    internal static readonly Operator one_hot = Operator.Find("aten::one_hot");
}
