namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is bool[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Bool, dtype, device);

    public static Tensor tensor(IList<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(AsArray(rawArray), dimensions, ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(AsArray(rawArray), [rawArray.Count], ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<bool> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<bool> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<bool> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(AsArray(rawArray), [rows, columns], ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<bool>([scalar], [], ScalarType.Bool, dtype, device, requires_grad, null);

    public static Tensor tensor(bool[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(Elements<bool>(rawArray), Lengths(rawArray), ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(Elements<bool>(rawArray), Lengths(rawArray), ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(Elements<bool>(rawArray), Lengths(rawArray), ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(rawArray, dimensions, ScalarType.Bool, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<bool>(rawArray, [rawArray.LongLength], ScalarType.Bool, dtype, device, requires_grad, names);
}
