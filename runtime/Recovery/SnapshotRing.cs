using System.Globalization;
using System.Security.Cryptography;
using StableModels.Training;

namespace StableModels.Recovery;

/// <summary>
/// The last few states of a run: the newest in memory, older ones in files when there is a folder for them. Nothing is read back unless training has
/// to go back. The files outlive the process when a checkpoint names them, so that a resumed run can go back beyond its start.
/// </summary>
public sealed class SnapshotRing : IDisposable
{
    private readonly LinkedList<Snapshot> _snapshots = new();
    private readonly int _inMemory;
    private readonly int _onDisk;
    private readonly string? _folder;
    private readonly long _memoryLimit;
    private readonly FolderLock? _lock;
    private readonly HashSet<long> _named = [];

    /// <summary>An empty ring.</summary>
    /// <param name="inMemory">States kept in memory.</param>
    /// <param name="onDisk">Further states kept in files; 0 for none.</param>
    /// <param name="folder">Where the files go; it is tried out now. Null only without files.</param>
    /// <param name="memoryLimit">Bytes that the states in memory may take together; beyond it older ones go to files when there is a folder, and otherwise are dropped. The newest is kept in any case.</param>
    /// <exception cref="ArgumentException">Files without a folder.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another run uses it.</exception>
    public SnapshotRing(int inMemory, int onDisk = 0, string? folder = null, long memoryLimit = long.MaxValue)
    {
        OutOfRange.ThrowIfBelow(inMemory, 1);
        OutOfRange.ThrowIfBelow(onDisk, 0);
        OutOfRange.ThrowIfBelow(memoryLimit, 1);
        if (onDisk > 0 && folder is null)
            throw new ArgumentException($"{onDisk} snapshots are to be kept on disk, but no folder is given. Name one, or keep them in memory.", nameof(folder));
        (_inMemory, _onDisk, _folder, _memoryLimit) = (inMemory, onDisk, folder, memoryLimit);
        if (folder is null)
            return;
        WritableFolder.Make(folder, "snapshot folder");
        _lock = FolderLock.Take(folder, "snapshot folder", ".snapshots.lock");
    }

    /// <summary>The steps of the snapshots, oldest first.</summary>
    public IEnumerable<long> Steps => _snapshots.Select(snapshot => snapshot.Step);

    /// <summary>Bytes of the states in memory.</summary>
    public long BytesInMemory => _snapshots.Sum(snapshot => snapshot.State is { } state ? BytesOf(state) : 0);

    /// <summary>Bytes of the states in files.</summary>
    public long BytesOnDisk => _snapshots.Sum(snapshot => snapshot.Path is { } path ? new FileInfo(path).Length : 0);

    /// <summary>Why the last state that should have gone to a file was dropped instead, such as a full disk; null when nothing was lost in that way.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether states were dropped because of the limit of memory, so that the ring reaches back less far than it is meant to.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Takes a capture. Room is made first: older states go to files, the oldest is dropped and its memory offered to the capture, so that never more than the ring's size is held.</summary>
    /// <param name="step">The step after which it is taken.</param>
    /// <param name="capture">Makes the state, which the ring disposes. It may use up the one that it is given, which is no longer needed; null when there is none.</param>
    public void Add(long step, Func<TrainingState?, TrainingState> capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        using var scrap = MakeRoom();
        _snapshots.AddLast(new Snapshot(step) { State = capture(scrap) });
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
        while (_snapshots.Last is { } found)
        {
            if (found.Value.State is not null || ReadBack(found.Value))
                return (found.Value.Step, found.Value.State!);
            // A file that is gone or not what was written: the one before it is as good, only older.
            Remove(found);
        }
        return null;
    }

    /// <summary>The snapshots that are in files, for a checkpoint: step and SHA-256 of each, oldest first. <see cref="Adopt"/> takes it.</summary>
    public string Files => string.Join(' ', _snapshots.Where(snapshot => snapshot.Path is not null).Select(snapshot => $"{snapshot.Step}:{snapshot.Hash}"));

    /// <summary>A checkpoint that names the files is on the disk: they stay when the ring is disposed.</summary>
    public void KeepFiles()
    {
        _named.Clear();
        _named.UnionWith(_snapshots.Where(snapshot => snapshot.Path is not null).Select(snapshot => snapshot.Step));
    }

    /// <summary>Takes over the files that a checkpoint names, in place of what the ring has. Those that are no longer there are left out.</summary>
    /// <param name="files">From <see cref="Files"/>.</param>
    /// <exception cref="FormatException">It is not.</exception>
    public void Adopt(string files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var named = Array.ConvertAll(files.Split(' ', StringSplitOptions.RemoveEmptyEntries), item => item.Split(':') is [var step, var hash]
            ? (Step: long.Parse(step, CultureInfo.InvariantCulture), Hash: hash)
            : throw new FormatException($"'{item}' names no snapshot."));
        foreach (var snapshot in _snapshots)
            snapshot.State?.Dispose();
        _snapshots.Clear();
        if (_folder is null)
            return;
        foreach (var (step, hash) in named)
        {
            if (File.Exists(PathOf(step)))
                _snapshots.AddLast(new Snapshot(step) { Path = PathOf(step), Hash = hash });
        }
        KeepFiles();
    }

    /// <summary>Forgets all states and deletes their files, but for those that a checkpoint names.</summary>
    public void Dispose()
    {
        while (_snapshots.Last is { } last)
        {
            if (last.Value.Path is not null && _named.Contains(last.Value.Step))
                _snapshots.Remove(last);
            else
                Remove(last);
        }
        _lock?.Dispose();
    }

    // All states are of one size: the newest one's is taken for that of the one to come.
    private TrainingState? MakeRoom()
    {
        var size = _snapshots.Last?.Value.State is { } newest ? BytesOf(newest) : 0;
        var (kept, inMemory) = (1, 1);
        TrainingState? scrap = null;
        for (var node = _snapshots.Last; node is not null;)
        {
            var (snapshot, previous) = (node.Value, node.Previous);
            var hasRoom = inMemory < _inMemory && (inMemory + 1) * size <= _memoryLimit;
            var isWanted = kept < _inMemory + _onDisk;
            IsCutShort |= isWanted && !hasRoom && _folder is null;
            if (!isWanted || (!hasRoom && snapshot.State is not null && _folder is null))
            {
                (scrap, snapshot.State) = (scrap ?? snapshot.State, scrap is null ? null : snapshot.State);
                Remove(node);
            }
            else
            {
                if (snapshot.State is { } state && !hasRoom)
                {
                    var isWritten = TryWrite(snapshot, state);
                    snapshot.State = null;
                    if (scrap is null)
                        scrap = state;
                    else
                        state.Dispose();
                    if (!isWritten)
                        Remove(node);
                    kept += isWritten ? 1 : 0;
                }
                else
                {
                    kept++;
                    inMemory += snapshot.State is null ? 0 : 1;
                }
            }
            node = previous;
        }
        return scrap;
    }

    // A disk that is full or gone must not stop the training that the snapshots are for: the ring reaches back less far then, and says why.
    private bool TryWrite(Snapshot snapshot, TrainingState state)
    {
        // One that was read back has its file already.
        if (snapshot.Path is not null)
            return true;
        var path = PathOf(snapshot.Step);
        var aside = path + ".tmp";
        try
        {
            snapshot.Hash = Convert.ToHexString(Safetensors.Save(aside, state.Tensors, state.Values));
            File.Move(aside, path, overwrite: true);
            snapshot.Path = path;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = SystemReason.Of(exception, aside, path);
            DeleteFile(aside);
            return false;
        }
    }

    // The folder may have been cleared away from outside; then there is nothing left to delete.
    private void DeleteFile(string path)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = SystemReason.Of(exception);
        }
    }

    // The file stays until the ring drops the snapshot: a checkpoint may name it.
    private bool ReadBack(Snapshot snapshot)
    {
        if (!File.Exists(snapshot.Path))
            return false;
        try
        {
            using (var file = File.OpenRead(snapshot.Path))
            {
                if (!string.Equals(Convert.ToHexString(SHA256.HashData(file)), snapshot.Hash, StringComparison.Ordinal))
                    return false;
            }
            var (tensors, values) = Safetensors.Load(snapshot.Path);
            snapshot.State = TrainingState.Of(tensors, values);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Problem = SystemReason.Of(exception);
            return false;
        }
    }

    private string PathOf(long step) => Path.Combine(_folder!, $"snapshot-{step}.safetensors");

    private void Remove(LinkedListNode<Snapshot> node)
    {
        node.Value.State?.Dispose();
        if (node.Value.Path is { } path)
            DeleteFile(path);
        _snapshots.Remove(node);
    }

    private static long BytesOf(TrainingState state) => state.Tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size());

    private sealed class Snapshot(long step)
    {
        public long Step { get; } = step;

        public TrainingState? State { get; set; }

        public string? Path { get; set; }

        public string Hash { get; set; } = "";
    }
}
