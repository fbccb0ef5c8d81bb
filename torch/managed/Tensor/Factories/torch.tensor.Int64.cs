namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is long[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Int64, dtype, device);

    public static Tensor tensor(IList<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(AsArray(rawArray), dimensions, ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(AsArray(rawArray), [rawArray.Count], ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<long> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<long> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<long> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(AsArray(rawArray), [rows, columns], ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(rawArray.Span, dimensions, ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<long>([scalar], [], ScalarType.Int64, dtype, device, requires_grad, null);

    public static Tensor tensor(long[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(Elements<long>(rawArray), Lengths(rawArray), ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(long[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(Elements<long>(rawArray), Lengths(rawArray), ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(Elements<long>(rawArray), Lengths(rawArray), ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(dataArray, dimensions, ScalarType.Int64, dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<long>(dataArray, [dataArray.LongLength], ScalarType.Int64, dtype, device, requires_grad, names);
}
