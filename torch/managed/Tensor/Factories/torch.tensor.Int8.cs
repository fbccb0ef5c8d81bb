namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is sbyte[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Int8, dtype, device);

    public static Tensor tensor(IList<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(AsArray(rawArray), dimensions, ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(AsArray(rawArray), [rawArray.Count], ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<sbyte> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<sbyte> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<sbyte> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(AsArray(rawArray), [rows, columns], ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(rawArray.Span, dimensions, ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Copied<sbyte>([scalar], [], ScalarType.Int8, null, device, requires_grad, null);

    public static Tensor tensor(sbyte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(Elements<sbyte>(rawArray), Lengths(rawArray), ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(sbyte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(Elements<sbyte>(rawArray), Lengths(rawArray), ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(sbyte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(Elements<sbyte>(rawArray), Lengths(rawArray), ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(sbyte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(rawArray, dimensions, ScalarType.Int8, dtype, device, requires_grad, names);

    public static Tensor tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<sbyte>(rawArray, [rawArray.LongLength], ScalarType.Int8, dtype, device, requires_grad, names);
}
