using System.Globalization;

namespace StableModels.Training;

/// <summary>Whether a disk has room for what is going to be written to it.</summary>
internal static class FreeSpace
{
    /// <summary>Bytes that this user may still write to the disk of a folder.</summary>
    public static long Of(string folder) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(folder))! : Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <summary>Takes real blocks for a file of that size, as quotas and other writers allow, and gives them back.</summary>
    /// <exception cref="IOException">There is no room, or the folder cannot be written; the message names the folder.</exception>
    public static void Try(string folder, long bytes)
    {
        var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(probe, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes });
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(SystemReason.Of(exception, probe, folder), exception);
        }
        finally
        {
            if (File.Exists(probe))
            {
                File.Delete(probe);
            }
        }
    }

    /// <summary>A number of bytes for a person: <c>12.3 MB</c>.</summary>
    public static string Text(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");
}
