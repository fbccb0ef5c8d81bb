using System.Globalization;

namespace StableModels.Training;

/// <summary>
/// Keeps a second run out of a folder. The operating system holds the lock on an open file, so that it ends with the process however that ends: a killed
/// run leaves the file behind, but no lock.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    // What opening a file that another holds gives: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] s_held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private FolderLock(string folder, FileStream file) => (Folder, _file) = (folder, file);

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
        var path = Path.Combine(folder, name);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}\n")));
            file.Flush();
            return new(folder, file);
        }
        catch (IOException exception) when (s_held.Contains(exception.HResult))
        {
            throw new CheckpointException(
                $"Another run uses the {what} '{folder}'; the file '{path}' names its process. Wait until it ends, stop it, or give this run a folder of its own.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The {what} '{folder}' cannot be locked: {exception.Message} Choose another folder or change its permissions.", exception);
        }
    }

    /// <summary>Lets the next run in. The file stays: removing it could take away the lock of one that has just come.</summary>
    public void Dispose() => _file.Dispose();
}
