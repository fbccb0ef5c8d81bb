using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Running averages, updated in one pass over memory.</summary>
internal static class MovingAverage
{
    private static readonly Operator lerp_ = Operator.Find("aten::lerp_", "Scalar");

    /// <summary>average += share * (value - average), in place.</summary>
    internal static void Include(this Tensor average, Tensor value, double share) => lerp_.CallVoid(average, value, share);
}
