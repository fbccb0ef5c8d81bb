namespace TorchSharp;

public static partial class torch
{
    /// <summary>Numerical limits of a floating-point type.</summary>
    public struct FInfo
    {
        public int bits;

        /// <summary>The difference between one and the next number.</summary>
        public double eps;

        public double max;

        public double min;

        /// <summary>The smallest positive number of full precision.</summary>
        public double tiny;

        /// <summary>As <see cref="tiny"/>.</summary>
        public double smallest_normal;

        /// <summary>One unit of the last decimal digit that the type can hold.</summary>
        public double resolution;
    }

    public static FInfo finfo() => finfo(get_default_dtype());

    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => Limits(16, 10, 15, 1e-3),
        ScalarType.BFloat16 => Limits(16, 7, 127, 1e-2),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => Limits(32, 23, 127, 1e-6),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => Limits(64, 52, 1023, 1e-15),
        _ => throw new ArgumentException($"{dtype} is no floating-point type.", nameof(dtype)),
    };

    // IEEE 754: mantissa digits and largest exponent determine the rest.
    private static FInfo Limits(int bits, int mantissa, int exponent, double resolution)
    {
        var eps = Math.Pow(2, -mantissa);
        var tiny = Math.Pow(2, 1 - exponent);
        var max = (2 - eps) * Math.Pow(2, exponent);
        return new FInfo { bits = bits, eps = eps, max = max, min = -max, tiny = tiny, smallest_normal = tiny, resolution = resolution };
    }
}
