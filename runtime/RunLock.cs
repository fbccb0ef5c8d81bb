using System.Globalization;

namespace StableModels;

/// <summary>
/// Keeps a second run out of what one run alone may write. The operating system holds the lock on an open file, so that it ends with the process however that ends: a killed
/// run leaves the file behind, but no lock.
/// </summary>
internal sealed class RunLock : IDisposable
{
    // What opening a file that another holds gives: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] s_held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <param name="path">The lock's file; its folder is made when needed.</param>
    /// <param name="what">What is locked, for the message: <c>checkpoint folder '/data/run'</c>.</param>
    /// <exception cref="IOException">Another run has it, in this process or in another; or it cannot be taken here.</exception>
    public static RunLock Take(string path, string what)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new(Open(path));
        }
        catch (IOException exception) when (s_held.Contains(exception.HResult))
        {
            throw new IOException(
                $"Another run uses the {what}; the file '{path}' names its process. Wait until it ends or stop it (where it is of this process, dispose its trainer or the observer), or give this run one of its own.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The {what} cannot be locked: {SystemReason.Of(exception)} Choose another place, free space or change its permissions.", exception);
        }
    }

    /// <summary>Lets the next run in. The file stays: removing it could take away the lock of one that has just come.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}\n")));
            file.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
