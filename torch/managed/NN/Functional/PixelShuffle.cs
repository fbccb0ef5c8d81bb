using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>(*, C r^2, H, W) to (*, C, H r, W r).</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Aten.pixel_shuffle.Call(input, upscale_factor);

            /// <summary>(*, C, H r, W r) to (*, C r^2, H, W).</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => Aten.pixel_unshuffle.Call(input, downscale_factor);
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator pixel_shuffle = Operator.Find("aten::pixel_shuffle");
    internal static readonly Operator pixel_unshuffle = Operator.Find("aten::pixel_unshuffle");
}
