namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is short[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Int16, dtype, device);

    public static Tensor tensor(IList<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(AsArray(rawArray), dimensions, ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(AsArray(rawArray), [rawArray.Count], ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<short> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<short> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<short> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(AsArray(rawArray), [rows, columns], ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(rawArray.Span, dimensions, ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Copied<short>([scalar], [], ScalarType.Int16, null, device, requires_grad, null);

    public static Tensor tensor(short[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements<short>(rawArray), Lengths(rawArray), ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(short[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements<short>(rawArray), Lengths(rawArray), ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(short[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements<short>(rawArray), Lengths(rawArray), ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(short[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(rawArray, dimensions, ScalarType.Int16, dtype, device, requires_grad, names);

    public static Tensor tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(rawArray, [rawArray.LongLength], ScalarType.Int16, dtype, device, requires_grad, names);
}
