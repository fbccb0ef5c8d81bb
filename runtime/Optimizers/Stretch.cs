using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Optimizers;

/// <summary>
/// A part of the flat tensors that an element-wise update goes through with all its operators before it takes the next. On the CPU it is short enough
/// to stay in the cache between them: whole tensors would come from memory once per operator. On a device it is a whole group.
/// The threads of a CPU take stretches, each the next when it is done, instead of sharing every operator: waking them once costs less than once per
/// operator, and a core that is slow or taken away holds nobody up. Every element is computed as by one thread.
/// </summary>
internal sealed class Stretch : IDisposable
{
    // libtorch runs operators of up to so many elements in the thread that calls them. In FP32, 128 KiB of each of the four or five tensors of an update.
    private const long CacheLength = 32 * 1024;

    // Fewer are done before a second thread is awake.
    private const int LeastForThreads = 16;

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

    /// <summary>Updates all stretches, on the CPU in as many threads as libtorch has.</summary>
    /// <param name="stretches">What is updated; no two of them share memory.</param>
    /// <param name="update">Runs without autograd and inside a dispose scope; must touch nothing but its stretch.</param>
    public static void ForEach(Stretch[] stretches, Action<Stretch> update)
    {
        var threads = stretches.Length < LeastForThreads || stretches[0].Parameters.device_type != DeviceType.CPU ? 1 : get_num_threads();
        if (threads == 1)
        {
            foreach (var stretch in stretches)
            {
                using var scope = NewDisposeScope();
                update(stretch);
            }

            return;
        }

        Parallel.ForEach(stretches, new ParallelOptions { MaxDegreeOfParallelism = threads }, stretch =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            update(stretch);
        });
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
