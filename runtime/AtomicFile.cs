namespace StableModels;

/// <summary>Writes files so that a reader, or a crash, only ever meets the old content or the whole new one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes aside in the same folder, flushes to the disk, then renames over <paramref name="path"/>. Makes the folder when needed.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var aside = $"{target}.{Guid.NewGuid():N}.tmp"; // two that write at once, in one process or in two, must not meet
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, target, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write '{target}': {failure.Message} Choose a folder that can be written and has room.", failure);
        }
        finally
        {
            if (File.Exists(aside))
                File.Delete(aside);
        }
    }

    /// <summary>Refuses a folder where a file is to be named: the system's own words are of missing permissions.</summary>
    /// <exception cref="IOException">It is one.</exception>
    public static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"Cannot write '{Path.GetFullPath(path)}': it is a folder. Name a file in it.");
    }

    /// <summary>Proves that <paramref name="path"/> can be written, before work is spent on what shall stand there.</summary>
    /// <exception cref="IOException">It cannot; the message names it.</exception>
    public static void RequireWritable(string path)
    {
        RefuseFolder(path);
        var probe = $"{Path.GetFullPath(path)}.{Guid.NewGuid():N}.writable";
        Write(probe, _ => { });
        File.Delete(probe);
    }
}
