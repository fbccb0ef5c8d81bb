using System.Diagnostics;

namespace StableModels.Tests.Training;

/// <summary>A file system of a few megabytes in memory, for tests of full and read-only disks. Mounting one takes root; without, the test is inconclusive.</summary>
internal sealed class TinyDisk : IDisposable
{
    public TinyDisk(int megabytes)
    {
        Folder = Directory.CreateTempSubdirectory("disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Folder) is { } problem)
        {
            Directory.Delete(Folder);
            Assert.Inconclusive($"This test needs a small disk of its own. mount -t tmpfs makes one and takes root with the right to mount, which containers mostly do not have: run ./test as root, or the container with --cap-add SYS_ADMIN. Here it said: {problem}");
        }
    }

    public string Folder { get; }

    /// <summary>Writes until so much is left.</summary>
    public void FillUpTo(long bytesLeft)
    {
        using var file = File.Create(Path.Combine(Folder, "filler"));
        var room = new DriveInfo(Folder).AvailableFreeSpace - bytesLeft;
        var block = new byte[4096];
        for (; room >= block.Length; room -= block.Length)
        {
            file.Write(block);
        }
    }

    public void MakeReadOnly() => Assert.That(Run("mount", "-o", "remount,ro", Folder), Is.Null);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    // Null, or what went wrong.
    private static string? Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}
