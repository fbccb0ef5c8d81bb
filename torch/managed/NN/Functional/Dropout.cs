using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Zeros with probability p, the rest scaled by 1 / (1 - p) (Srivastava et al., 2014).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => (inplace ? Aten.dropout_ : Aten.dropout).Call(input, p, training);

            /// <summary>Drops whole channels of (N, C, L); without a batch, of (C, L).</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => DropChannels(input, p, training, inplace, 3);

            /// <summary>Drops whole channels of (N, C, H, W); without a batch, of (C, H, W).</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => DropChannels(input, p, training, inplace, 4);

            /// <summary>Drops whole channels of (N, C, D, H, W); without a batch, of (C, D, H, W).</summary>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => DropChannels(input, p, training, inplace, 5);

            /// <summary>Keeps mean and variance of SELU networks (Klambauer et al., 2017).</summary>
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
                => (inplace ? Aten.alpha_dropout_ : Aten.alpha_dropout).Call(input, p, training);

            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
                => (inplace ? Aten.feature_alpha_dropout_ : Aten.feature_alpha_dropout).Call(input, p, training);

            private static Tensor DropChannels(Tensor input, double p, bool training, bool inplace, int batchedRank)
            {
                var op = inplace ? Aten.feature_dropout_ : Aten.feature_dropout;
                if (input.dim() != batchedRank - 1)
                    return op.Call(input, p, training);

                using var batched = input.unsqueeze(0);
                using var dropped = op.Call(batched, p, training);
                return dropped.squeeze(0);
            }
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator alpha_dropout = Operator.Find("aten::alpha_dropout");
    internal static readonly Operator alpha_dropout_ = Operator.Find("aten::alpha_dropout_");
    internal static readonly Operator dropout = Operator.Find("aten::dropout");
    internal static readonly Operator dropout_ = Operator.Find("aten::dropout_");
    internal static readonly Operator feature_alpha_dropout = Operator.Find("aten::feature_alpha_dropout");
    internal static readonly Operator feature_alpha_dropout_ = Operator.Find("aten::feature_alpha_dropout_");
    internal static readonly Operator feature_dropout = Operator.Find("aten::feature_dropout");
    internal static readonly Operator feature_dropout_ = Operator.Find("aten::feature_dropout_");
}
