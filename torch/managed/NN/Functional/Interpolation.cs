using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Resamples the spatial dimensions of (N, C, ...), to a size or by a factor (one for all dimensions, or one each).</summary>
            /// <exception cref="ArgumentException">Not exactly one of size and factor is given, or the mode does not fit the input.</exception>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var spatial = (int)x.dim() - 2;
                if (size is null == scale_factor is null)
                    throw new ArgumentException("interpolate needs either a size or a scale_factor, and not both.", nameof(size));
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException("Anti-alias option is only supported for bilinear and bicubic modes.", nameof(antialias));
                if (align_corners is not null && mode is (InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area))
                    throw new ArgumentException("align_corners has no meaning for the modes nearest and area.", nameof(align_corners));

                size = Each(size, spatial);
                scale_factor = Each(scale_factor, spatial);
                if (scale_factor is not null && (recompute_scale_factor || mode is InterpolationMode.Area))
                {
                    size = [.. x.shape.Skip(2).Zip(scale_factor, (length, factor) => (long)Math.Floor(length * factor))];
                    scale_factor = null;
                }

                var corners = align_corners ?? false;
                return (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, 1) => Aten.upsample_nearest1d_vec.Call(x, size, scale_factor),
                    (InterpolationMode.Nearest, 2) => Aten.upsample_nearest2d_vec.Call(x, size, scale_factor),
                    (InterpolationMode.Nearest, 3) => Aten.upsample_nearest3d_vec.Call(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 1) => Aten._upsample_nearest_exact1d_vec.Call(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 2) => Aten._upsample_nearest_exact2d_vec.Call(x, size, scale_factor),
                    (InterpolationMode.NearestExact, 3) => Aten._upsample_nearest_exact3d_vec.Call(x, size, scale_factor),
                    (InterpolationMode.Area, 1) => adaptive_avg_pool1d(x, size![0]),
                    (InterpolationMode.Area, 2) => adaptive_avg_pool2d(x, size!),
                    (InterpolationMode.Area, 3) => adaptive_avg_pool3d(x, size!),
                    (InterpolationMode.Linear, 1) => Aten.upsample_linear1d_vec.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 2) => (antialias ? Aten._upsample_bilinear2d_aa_vec : Aten.upsample_bilinear2d_vec).Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 2) => (antialias ? Aten._upsample_bicubic2d_aa_vec : Aten.upsample_bicubic2d_vec).Call(x, size, corners, scale_factor),
                    (InterpolationMode.Trilinear, 3) => Aten.upsample_trilinear3d_vec.Call(x, size, corners, scale_factor),
                    _ => throw new ArgumentException($"The mode {mode} does not fit an input with {spatial} spatial dimensions.", nameof(mode)),
                };
            }

            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool align_corners = false)
                => interpolate(input, size, scale_factor, (InterpolationMode)mode, mode == UpsampleMode.Nearest ? null : align_corners);

            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
                => interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
                => interpolate(x, size, scale_factor);

            private static T[]? Each<T>(T[]? values, int count) => values is { Length: 1 } && count > 1 ? [.. Enumerable.Repeat(values[0], count)] : values;
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator _upsample_bicubic2d_aa_vec = Operator.Find("aten::_upsample_bicubic2d_aa", "vec");
    internal static readonly Operator _upsample_bilinear2d_aa_vec = Operator.Find("aten::_upsample_bilinear2d_aa", "vec");
    internal static readonly Operator _upsample_nearest_exact1d_vec = Operator.Find("aten::_upsample_nearest_exact1d", "vec");
    internal static readonly Operator _upsample_nearest_exact2d_vec = Operator.Find("aten::_upsample_nearest_exact2d", "vec");
    internal static readonly Operator _upsample_nearest_exact3d_vec = Operator.Find("aten::_upsample_nearest_exact3d", "vec");
    internal static readonly Operator upsample_bicubic2d_vec = Operator.Find("aten::upsample_bicubic2d", "vec");
    internal static readonly Operator upsample_bilinear2d_vec = Operator.Find("aten::upsample_bilinear2d", "vec");
    internal static readonly Operator upsample_linear1d_vec = Operator.Find("aten::upsample_linear1d", "vec");
    internal static readonly Operator upsample_nearest1d_vec = Operator.Find("aten::upsample_nearest1d", "vec");
    internal static readonly Operator upsample_nearest2d_vec = Operator.Find("aten::upsample_nearest2d", "vec");
    internal static readonly Operator upsample_nearest3d_vec = Operator.Find("aten::upsample_nearest3d", "vec");
    internal static readonly Operator upsample_trilinear3d_vec = Operator.Find("aten::upsample_trilinear3d", "vec");
}
