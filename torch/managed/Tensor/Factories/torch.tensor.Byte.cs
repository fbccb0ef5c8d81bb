namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is byte[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Byte, dtype, device);

    public static Tensor tensor(IList<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(AsArray(rawArray), dimensions, ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(AsArray(rawArray), [rawArray.Count], ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<byte> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<byte> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<byte> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(AsArray(rawArray), [rows, columns], ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(rawArray.Span, dimensions, ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Copied<byte>([scalar], [], ScalarType.Byte, null, device, requires_grad, null);

    public static Tensor tensor(byte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(Elements<byte>(rawArray), Lengths(rawArray), ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(byte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(Elements<byte>(rawArray), Lengths(rawArray), ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(byte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(Elements<byte>(rawArray), Lengths(rawArray), ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(rawArray, dimensions, ScalarType.Byte, dtype, device, requires_grad, names);

    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<byte>(rawArray, [rawArray.LongLength], ScalarType.Byte, dtype, device, requires_grad, names);
}
