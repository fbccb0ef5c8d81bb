using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<Complex> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is Complex[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(Complex[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.ComplexFloat64, dtype, device);

    public static Tensor tensor(IList<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(AsArray(rawArray), dimensions, ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<Complex> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(AsArray(rawArray), [rawArray.Count], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<Complex> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<Complex> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<Complex> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(AsArray(rawArray), [rows, columns], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(rawArray.Span, dimensions, ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<Complex>([scalar], [], ScalarType.ComplexFloat64, dtype, device, requires_grad, null);

    public static Tensor tensor(Complex[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(Elements<Complex>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(Complex[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(Elements<Complex>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(Complex[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(Elements<Complex>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(Complex[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(rawArray, dimensions, ScalarType.ComplexFloat64, dtype, device, requires_grad, names);

    public static Tensor tensor(Complex[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<Complex>(rawArray, [rawArray.LongLength], ScalarType.ComplexFloat64, dtype, device, requires_grad, names);
}
