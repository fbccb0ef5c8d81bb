namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is int[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Int32, dtype, device);

    public static Tensor tensor(IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(AsArray(rawArray), dimensions, ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(AsArray(rawArray), [rawArray.Count], ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(AsArray(rawArray), [rows, columns], ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(rawArray.Span, dimensions, ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Copied<int>([scalar], [], ScalarType.Int32, null, device, requires_grad, null);

    public static Tensor tensor(int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(Elements<int>(rawArray), Lengths(rawArray), ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(Elements<int>(rawArray), Lengths(rawArray), ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(Elements<int>(rawArray), Lengths(rawArray), ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(rawArray, dimensions, ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(rawArray, [rawArray.LongLength], ScalarType.Int32, dtype, device, requires_grad, names);

    public static Tensor tensor(int[] rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<int>(rawArray, [dim0, dim1, dim2, dim3], ScalarType.Int32, dtype, device, requires_grad, names);
}
