using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Tensors over arrays of any rank, without a copy where type and device allow.
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device ?? CPU);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        return Finish(Shared(rawArray, Lengths(rawArray), ScalarTypeOf(rawArray.GetType().GetElementType()!), dtype, device), requires_grad, names);
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) => data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>A one-dimensional view of <paramref name="count"/> of an array's elements, all by default, from <paramref name="offset"/> on.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, rawArray.LongLength);
        if (count < 0)
            count = rawArray.LongLength - offset;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, rawArray.LongLength - offset);
        var type = ScalarTypeOf(rawArray.GetType().GetElementType()!);
        return Finish(Shared(rawArray, [count], type, dtype, CPU, offset * type.ElementSize()), requires_grad, null);
    }

    public static Tensor tensor((double Real, double Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(new System.Numerics.Complex(scalar.Real, scalar.Imaginary), dtype, device, requires_grad);

    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Aten.empty_strided.Call(size, strides, dtype, Argument.None, device ?? get_default_device()), requires_grad, names);

    public static Tensor complex(Tensor real, Tensor imag) => Aten.complex.Call(real, imag);

    public static Tensor polar(Tensor abs, Tensor angle) => Aten.polar.Call(abs, angle);
}

internal static partial class Aten
{
    internal static readonly Operator complex = Operator.Find("aten::complex");
    internal static readonly Operator empty_strided = Operator.Find("aten::empty_strided");
    internal static readonly Operator polar = Operator.Find("aten::polar");
}
