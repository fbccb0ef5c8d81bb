using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions of one-element tensors, sizes, and the binary format.</summary>
public static partial class TensorExtensionMethods
{
    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();

    public static Half ToHalf(this Tensor value) => value.ToScalar().ToHalf();

    public static sbyte ToSByte(this Tensor value) => value.ToScalar().ToSByte();

    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();

    public static short ToInt16(this Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();

    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();

    public static (float Real, float Imaginary) ToComplexFloat32(this Tensor value) => value.ToScalar().ToComplexFloat32();

    public static (float Real, float Imaginary) ToComplex32(this Tensor value) => value.ToComplexFloat32();

    public static Complex ToComplexFloat64(this Tensor value) => value.ToScalar().ToComplexFloat64();

    public static Complex ToComplex64(this Tensor value) => value.ToComplexFloat64();

    /// <summary>The shape as 32-bit numbers.</summary>
    public static ReadOnlySpan<int> IntShape(this Tensor tensor) => Array.ConvertAll(tensor.shape, size => checked((int)size));

    /// <summary>Bytes of one element.</summary>
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This is no element type."),
    };

    /// <summary>How many elements a shape has.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        var tensor = doCopy ? from_array((Array)rawArray.Clone()) : from_array(rawArray);
        using (tensor)
        {
            var shaped = tensor.view(dimensions);
            return shaped.requires_grad_(requires_grad);
        }
    }

    public static Tensor ToTensor<T>(this T scalar, Device? device = null, bool requires_grad = false) where T : struct
    {
        using var one = from_array(new[] { scalar });
        using var placed = one.to(one.dtype, device ?? get_default_device(), copy: true);
        return placed.reshape().requires_grad_(requires_grad);
    }
}
