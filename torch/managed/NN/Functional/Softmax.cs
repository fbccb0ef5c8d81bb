using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null)
                => Ops.softmax.Call(input, dim, dtype is null ? Argument.None : dtype.Value);

            public static Tensor log_softmax(Tensor x, long dim) => Ops.log_softmax.Call(x, dim);

            public static Tensor softmin(Tensor x, long dim)
            {
                using var negated = Ops.neg.Call(x);
                return Ops.softmax.Call(negated, dim);
            }

            /// <summary>Softmax over the channels of (N, C, H, W) or (C, H, W).</summary>
            public static Tensor softmax2d(Tensor x) => Ops.softmax.Call(x, -3L);
        }
    }
}

file static class Ops
{
    internal static readonly Operator softmax = Operator.Find("aten::softmax", "int");
    internal static readonly Operator log_softmax = Operator.Find("aten::log_softmax", "int");
    internal static readonly Operator neg = Operator.Find("aten::neg");
}
