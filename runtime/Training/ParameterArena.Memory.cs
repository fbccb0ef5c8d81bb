using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Training;

// Whether the parameters still are where the optimiser looks for them.
public sealed partial class ParameterArena
{
    /// <summary>The first parameter that was given other memory since the arena was made, and by no later arena; null when there is none. No host sync.</summary>
    internal string? FirstOutside() =>
        Segments.FirstOrDefault(segment => !segment.Parameter.IsInvalid && s_latest.TryGetValue(segment.Parameter, out var latest) && latest == _token && !IsInside(segment))?.Name;

    // Other memory begins at an offset of 0, as the first parameter alone does here. Where that is, TorchSharp tells of the CPU's only.
    private bool IsInside(ArenaSegment segment)
    {
        var offset = segment.IsHalf ? segment.ComputeOffset : segment.Offset;
        return segment.Parameter.device_type == Device.type && segment.Parameter.storage_offset() == offset && (offset > 0 || Device.type != DeviceType.CPU || StartsAt(segment.Parameter, segment.IsHalf ? Compute : Parameters));
    }

    private static bool StartsAt(Parameter parameter, Tensor flat)
    {
        if (!parameter.is_contiguous())
        {
            return false;
        }

        // One element each: a span holds no more than 2 GB.
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Unsafe.AreSame(
            ref MemoryMarshal.GetReference(parameter.view(-1).narrow(0, 0, 1).bytes),
            ref MemoryMarshal.GetReference(flat.narrow(0, 0, 1).bytes));
    }
}
