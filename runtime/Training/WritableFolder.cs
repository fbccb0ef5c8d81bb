namespace StableModels.Training;

/// <summary>A folder that a run is going to write to, tried out before work is spent on what shall be in it.</summary>
internal static class WritableFolder
{
    /// <summary>Makes the folder when needed, and writes a file to it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="what">What it is, for the message: <c>checkpoint folder</c>.</param>
    /// <exception cref="CheckpointException">It cannot be made or written.</exception>
    public static void Make(string folder, string what)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
            FreeSpace.Try(folder, 1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The {what} '{folder}' cannot be written: {SystemReason.Of(exception)} Choose another folder, free space or change its permissions.", exception);
        }
    }
}
