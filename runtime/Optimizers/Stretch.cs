using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>
/// A part of the flat tensors that an element-wise update goes through with all its operators before it takes the next. On the CPU it is short enough
/// to stay in the cache between them: whole tensors would come from memory once per operator. On a device it is a whole group.
/// </summary>
internal sealed class Stretch : IDisposable
{
    // 128 Ki elements of FP32, 512 KiB of each of the four or five tensors of an update.
    private const long CacheLength = 128 * 1024;

    private readonly Tensor[] _states;

    private Stretch(ParameterArena arena, ArenaGroup group, long offset, long length, Tensor[] states)
    {
        Group = group;
        Parameters = Cut(arena.Parameters, offset, length);
        Gradients = Cut(arena.Gradients, offset, length);
        _states = [.. states.Select(state => Cut(state, offset, length))];
    }

    /// <summary>The group that it belongs to: its learning rate and decay.</summary>
    public ArenaGroup Group { get; }

    /// <summary>A view of the flat parameters.</summary>
    public Tensor Parameters { get; }

    /// <summary>A view of the flat gradients.</summary>
    public Tensor Gradients { get; }

    /// <summary>A view of the optimiser's flat state of that index.</summary>
    public Tensor State(int index) => _states[index];

    /// <summary>Cuts an arena and the optimiser's state alike.</summary>
    public static Stretch[] Of(ParameterArena arena, params Tensor[] states)
    {
        var longest = arena.Device.type == DeviceType.CPU ? CacheLength : long.MaxValue;
        return
        [
            .. from @group in arena.Groups
               from offset in Offsets(@group.Length, longest)
               select new Stretch(arena, @group, @group.Offset + offset, Math.Min(longest, @group.Length - offset), states),
        ];
    }

    /// <summary>Frees the views, not what they show.</summary>
    public void Dispose()
    {
        Parameters.Dispose();
        Gradients.Dispose();
        foreach (var state in _states)
        {
            state.Dispose();
        }
    }

    private static IEnumerable<long> Offsets(long length, long longest)
    {
        for (var offset = 0L; offset < length; offset += Math.Min(longest, length))
        {
            yield return offset;
        }
    }

    private static Tensor Cut(Tensor flat, long offset, long length) => flat.narrow(0, offset, length).DetachFromDisposeScope();
}
