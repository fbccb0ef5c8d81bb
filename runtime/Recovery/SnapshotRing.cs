using StableModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Recovery;

/// <summary>
/// The last few states of a run: the newest in memory, older ones in files when there is a folder for them. Nothing is read back unless training has
/// to go back.
/// </summary>
public sealed class SnapshotRing : IDisposable
{
    private readonly LinkedList<Snapshot> _snapshots = new();
    private readonly int _inMemory;
    private readonly int _onDisk;
    private readonly string? _folder;

    /// <summary>An empty ring.</summary>
    /// <param name="inMemory">States kept in memory.</param>
    /// <param name="onDisk">Further states kept in files; 0 for none.</param>
    /// <param name="folder">Where the files go; it is tried out now. Null only without files.</param>
    /// <exception cref="ArgumentException">Files without a folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public SnapshotRing(int inMemory, int onDisk = 0, string? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inMemory);
        ArgumentOutOfRangeException.ThrowIfNegative(onDisk);
        if (onDisk > 0 && folder is null)
            throw new ArgumentException($"{onDisk} snapshots are to be kept on disk, but no folder is given. Name one, or keep them in memory.", nameof(folder));
        (_inMemory, _onDisk, _folder) = (inMemory, onDisk, folder);
        if (folder is not null)
            AtomicFile.RequireWritable(Path.Combine(folder, "snapshot"));
    }

    /// <summary>The steps of the snapshots, oldest first.</summary>
    public IEnumerable<long> Steps => _snapshots.Select(snapshot => snapshot.Step);

    /// <summary>Bytes of the states in memory.</summary>
    public long BytesInMemory => _snapshots.Sum(snapshot => snapshot.State is { } state ? BytesOf(state) : 0);

    /// <summary>Bytes of the states in files.</summary>
    public long BytesOnDisk => _snapshots.Sum(snapshot => snapshot.Path is { } path ? new FileInfo(path).Length : 0);

    /// <summary>Takes over a capture; the oldest states beyond the ring's size are dropped.</summary>
    /// <param name="step">The step after which it was taken.</param>
    /// <param name="capture">From <see cref="Trainer.Capture"/>; the ring disposes it.</param>
    public void Add(long step, TrainingState capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        _snapshots.AddLast(new Snapshot(step) { State = ToHost(capture) });
        var age = 0;
        foreach (var snapshot in _snapshots.Reverse().ToList())
        {
            if (age >= _inMemory + _onDisk)
                Remove(_snapshots.First!);
            else if (age >= _inMemory && snapshot.State is not null)
                Spill(snapshot);
            age++;
        }
    }

    /// <summary>
    /// The newest state not later than <paramref name="step"/>, or the oldest there is. States after it are forgotten: they come from the part of the run
    /// that is being undone.
    /// </summary>
    /// <returns>The step and the state, which stays in the ring; null when the ring is empty.</returns>
    public (long Step, TrainingState State)? TakeBackTo(long step)
    {
        while (_snapshots.Last is { } last && last.Value.Step > step && last.Previous is not null)
            Remove(last);
        if (_snapshots.Last is not { } found)
            return null;
        if (found.Value.Path is { } path)
        {
            var (tensors, values) = Safetensors.Load(path);
            found.Value.State = TrainingState.Of(tensors, values);
            found.Value.Path = null;
            File.Delete(path);
        }
        return (found.Value.Step, found.Value.State!);
    }

    /// <summary>Forgets all states and deletes their files.</summary>
    public void Dispose()
    {
        while (_snapshots.Last is { } last)
            Remove(last);
    }

    private void Spill(Snapshot snapshot)
    {
        var path = Path.Combine(_folder!, $"snapshot-{snapshot.Step}.safetensors");
        Safetensors.Save(path, snapshot.State!.Tensors, snapshot.State.Values);
        snapshot.State.Dispose();
        (snapshot.State, snapshot.Path) = (null, path);
    }

    private void Remove(LinkedListNode<Snapshot> node)
    {
        node.Value.State?.Dispose();
        // The folder may have been cleared away from outside; then there is nothing left to delete.
        if (node.Value.Path is { } path && File.Exists(path))
            File.Delete(path);
        _snapshots.Remove(node);
    }

    // A device's memory is for training.
    private static TrainingState ToHost(TrainingState state)
    {
        if (state.Tensors.Values.All(tensor => tensor.device_type == DeviceType.CPU))
            return state;
        using (state)
        {
            using var noGrad = no_grad();
            var host = state.Tensors.ToDictionary(item => item.Key, item => item.Value.to(CPU, copy: true).DetachFromDisposeScope(), StringComparer.Ordinal);
            return TrainingState.Of(host, new Dictionary<string, string>(state.Values, StringComparer.Ordinal));
        }
    }

    private static long BytesOf(TrainingState state) => state.Tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size());

    private sealed class Snapshot(long step)
    {
        public long Step { get; } = step;

        public TrainingState? State { get; set; }

        public string? Path { get; set; }
    }
}
