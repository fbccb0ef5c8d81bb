namespace StableModels.Training;

/// <summary>Keeps a second run out of a folder of checkpoints or snapshots.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly RunLock _lock;

    private FolderLock(string folder, RunLock held) => (Folder, _lock) = (folder, held);

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <param name="folder">An existing folder that can be written.</param>
    /// <param name="what">What the folder is, for the message: <c>checkpoint folder</c>.</param>
    /// <param name="name">The lock's file name.</param>
    /// <exception cref="CheckpointException">Another run has it, in this process or in another.</exception>
    public static FolderLock Take(string folder, string what = "checkpoint folder", string name = ".lock")
    {
        folder = Path.GetFullPath(folder);
        try
        {
            return new(folder, RunLock.Take(Path.Combine(folder, name), $"{what} '{folder}'"));
        }
        catch (IOException exception)
        {
            throw new CheckpointException(exception.Message, exception.InnerException!);
        }
    }

    /// <summary>Lets the next run in.</summary>
    public void Dispose() => _lock.Dispose();
}
