using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null)
                => Aten.softmax_int.Call(input, dim, dtype is null ? Argument.None : dtype.Value);

            public static Tensor log_softmax(Tensor x, long dim) => Aten.log_softmax_int.Call(x, dim);

            public static Tensor softmin(Tensor x, long dim)
            {
                using var negated = Aten.neg.Call(x);
                return Aten.softmax_int.Call(negated, dim);
            }

            /// <summary>Softmax over the channels of (N, C, H, W) or (C, H, W).</summary>
            public static Tensor softmax2d(Tensor x) => Aten.softmax_int.Call(x, -3L);
        }
    }
}
