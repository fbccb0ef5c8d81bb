namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor((float, float)[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.ComplexFloat32, dtype, device);

    public static Tensor as_tensor(IList<(float, float)> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is (float, float)[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor tensor((float Real, float Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<(float Real, float Imaginary)>([scalar], [], ScalarType.ComplexFloat32, dtype, device, requires_grad, null);

    public static Tensor tensor((float Real, float Imaginary)[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(Elements<(float Real, float Imaginary)>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor((float Real, float Imaginary)[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(Elements<(float Real, float Imaginary)>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor((float Real, float Imaginary)[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(Elements<(float Real, float Imaginary)>(rawArray), Lengths(rawArray), ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor((float Real, float Imaginary)[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(rawArray, dimensions, ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor((float Real, float Imaginary)[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(rawArray, [rawArray.LongLength], ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<(float Real, float Imaginary)> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(AsArray(rawArray), dimensions, ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<(float Real, float Imaginary)> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(AsArray(rawArray), [rawArray.Count], ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<(float Real, float Imaginary)> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<(float Real, float Imaginary)> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.ComplexFloat32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<(float Real, float Imaginary)> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<(float Real, float Imaginary)>(AsArray(rawArray), [rows, columns], ScalarType.ComplexFloat32, dtype, device, requires_grad, names);
}
