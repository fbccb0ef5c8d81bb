using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Handles of a list of tensors, for the calls that take plain arrays.</summary>
internal static class HandleArray
{
    /// <summary>A null list gives an empty array, a null tensor a zero handle.</summary>
    internal static nint[] Of(IList<Tensor>? tensors)
    {
        if (tensors is null)
            return [];
        var handles = new nint[tensors.Count];
        for (var n = 0; n < handles.Length; n++)
            handles[n] = tensors[n] is { } tensor ? tensor.Handle : 0;
        return handles;
    }
}
