using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Running averages, updated in one pass over memory.</summary>
internal static class MovingAverage
{
    /// <summary>average += share * (value - average), in place.</summary>
    internal static void Include(this Tensor average, Tensor value, double share) => Aten.lerp__Scalar.CallVoid(average, value, share);
}

internal static partial class Aten
{
    internal static readonly Operator lerp__Scalar = Operator.Find("aten::lerp_", "Scalar");
}
