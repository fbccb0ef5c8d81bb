using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Numbers in order.
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var integral = start.Type == ScalarType.Int64 && stop.Type == ScalarType.Int64 && step.Type == ScalarType.Int64;
        return Finish(Aten.arange_start_step.Call(start, stop, step, dtype ?? (integral ? ScalarType.Int64 : get_default_dtype()), Argument.None, device ?? get_default_device()), requires_grad, null);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.linspace.Call(Scalar.Real(start), Scalar.Real(end), steps, dtype, Argument.None, device ?? get_default_device()), requires_grad, null);

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.logspace.Call(Scalar.Real(start), Scalar.Real(end), steps, @base, dtype, Argument.None, device ?? get_default_device()), requires_grad, null);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Aten.eye_m.Call(rows, columns < 0 ? rows : columns, dtype, Argument.None, device ?? get_default_device()), requires_grad, names);

    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.tril_indices.Call(row, col, offset, dtype, Argument.None, device ?? get_default_device());

    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.triu_indices.Call(row, col, offset, dtype, Argument.None, device ?? get_default_device());
}

internal static partial class Aten
{
    internal static readonly Operator arange_start_step = Operator.Find("aten::arange", "start_step");
    internal static readonly Operator eye_m = Operator.Find("aten::eye", "m");
    internal static readonly Operator linspace = Operator.Find("aten::linspace");
    internal static readonly Operator logspace = Operator.Find("aten::logspace");
    internal static readonly Operator tril_indices = Operator.Find("aten::tril_indices");
    internal static readonly Operator triu_indices = Operator.Find("aten::triu_indices");
}
