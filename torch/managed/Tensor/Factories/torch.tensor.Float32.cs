namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is float[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Float32, dtype, device);

    public static Tensor tensor(IList<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(AsArray(rawArray), dimensions, ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(AsArray(rawArray), [rawArray.Count], ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<float> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<float> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<float> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(AsArray(rawArray), [rows, columns], ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(rawArray.Span, dimensions, ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(float real, float imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<float>([real], [], ScalarType.Float32, dtype, device, requires_grad, null);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Copied<float>([scalar], [], ScalarType.Float32, null, device, requires_grad, null);

    public static Tensor tensor(float[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(Elements<float>(rawArray), Lengths(rawArray), ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(Elements<float>(rawArray), Lengths(rawArray), ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(Elements<float>(rawArray), Lengths(rawArray), ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad, names);

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<float>(rawArray, [rawArray.LongLength], ScalarType.Float32, dtype, device, requires_grad, names);
}
