namespace StableModels;

/// <summary>Writes files so that a reader, or a crash, only ever meets the old content or the whole new one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes aside in the same folder, flushes to the disk, then renames over <paramref name="path"/>. Makes the folder when needed.</summary>
    /// <exception cref="IOException">The file cannot be written, or is a folder or a device; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = RealPath(path);
        Refuse(target);
        WriteAside(target, aside =>
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, target, overwrite: true);
        });
    }

    /// <summary>Proves that <paramref name="path"/> can be written, before work is spent on what shall stand there.</summary>
    /// <exception cref="IOException">It cannot; the message names it.</exception>
    public static void RequireWritable(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = RealPath(path);
        Refuse(target);
        WriteAside(target, aside => File.Create(aside).Dispose());
    }

    /// <summary>The full path, behind symbolic links: a file takes the place of what a link names, and not of the link.</summary>
    public static string RealPath(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : Path.GetFullPath(path);

    /// <summary>Refuses a folder where a file is to be named: the system's own words are of missing permissions.</summary>
    /// <exception cref="IOException">It is one.</exception>
    public static void RefuseFolder(string path)
    {
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new IOException($"Cannot write '{path}': it is a folder. Name a file in it.");
    }

    // Two that write at once, in one process or in two, must not meet: each has a name of its own aside.
    private static void WriteAside(string target, Action<string> write)
    {
        var aside = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            write(aside);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write '{target}': {SystemReason.Of(failure, aside, target)} Choose a folder that can be written and has room.", failure);
        }
        finally
        {
            if (File.Exists(aside))
                File.Delete(aside);
        }
    }

    // Renamed over a device or a pipe, such as /dev/null, a file would take its place for everybody.
    private static void Refuse(string target)
    {
        RefuseFolder(target);
        if (OperatingSystem.IsWindows() || !File.Exists(target) || new FileInfo(target).Length > 0)
            return;
        try
        {
            // Opened for both, a pipe does not wait for its other end. Only a file has a length that can be set.
            using var stream = new FileStream(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            stream.SetLength(stream.Length);
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException)
        {
            throw new IOException($"Cannot write '{target}': it is a device or a pipe, and a file would take its place. Name a file.", failure);
        }
    }
}
