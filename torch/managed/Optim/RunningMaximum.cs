using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The largest second moment so far, by which AMSGrad divides (Reddi et al., 2018).</summary>
internal static class RunningMaximum
{
    /// <summary>The maximum with one more value; frees the old one.</summary>
    internal static Tensor Include(Tensor? maximum, Tensor value)
    {
        var result = maximum is null ? value.clone() : maximum.maximum(value);
        maximum?.Dispose();
        return result.DetachFromDisposeScope();
    }
}
