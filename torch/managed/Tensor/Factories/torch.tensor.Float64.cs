namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null) =>
        rawArray is double[] array ? as_tensor(array, dtype, device) : tensor(rawArray, dtype, device);

    public static Tensor as_tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        Shared(rawArray, [rawArray.LongLength], ScalarType.Float64, dtype, device);

    public static Tensor tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(AsArray(rawArray), [rawArray.Count], ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<double> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(AsArray(rawArray), [dim0, dim1, dim2], ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<double> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(AsArray(rawArray), [dim0, dim1, dim2, dim3], ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<double> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(AsArray(rawArray), [rows, columns], ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(rawArray.Span, dimensions, ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(double real, double imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<double>([real], [], ScalarType.Float64, dtype, device, requires_grad, null);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<double>([scalar], [], ScalarType.Float64, dtype, device, requires_grad, null);

    public static Tensor tensor(double[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(Elements<double>(rawArray), Lengths(rawArray), ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(double[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(Elements<double>(rawArray), Lengths(rawArray), ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(Elements<double>(rawArray), Lengths(rawArray), ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<double>(rawArray, [rawArray.LongLength], ScalarType.Float64, dtype, device, requires_grad, names);
}
