using System.Security.Cryptography;
using System.Text;

namespace StableModels.Training;

/// <summary>What tells a whole checkpoint from a damaged one: a file with a SHA-256 for each of the others, which <c>sha256sum -c</c> reads.</summary>
internal static class CheckpointChecksums
{
    public const string FileName = "checkpoint.sha256";

    /// <summary>The file's text.</summary>
    public static string Of(IEnumerable<(string File, byte[] Hash)> files) => string.Concat(files.Select(item => Line(item.File, item.Hash) + "\n"));

    /// <summary>Writes the file and flushes it to the disk.</summary>
    public static void Write(string checkpoint, string text)
    {
        using var file = new FileStream(Path.Combine(checkpoint, FileName), FileMode.CreateNew, FileAccess.Write);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Whether a checkpoint holds what these checksums are of: every byte of it, so that a damaged one is not taken for it.</summary>
    public static bool Match(string checkpoint, string text, string[] files) =>
        Damage(checkpoint, files) is null && string.Equals(File.ReadAllText(Path.Combine(checkpoint, FileName)), text, StringComparison.Ordinal);

    /// <summary>What is wrong with a checkpoint of these files; null when every byte is as it was written.</summary>
    public static string? Damage(string checkpoint, string[] files)
    {
        try
        {
            return DamageOf(checkpoint, files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read ({exception.Message.TrimEnd('.')})";
        }
    }

    private static string? DamageOf(string checkpoint, string[] files)
    {
        var checksums = Path.Combine(checkpoint, FileName);
        if (!File.Exists(checksums))
        {
            return $"{FileName} is missing";
        }

        var lines = File.ReadAllLines(checksums);
        if (lines.Length != files.Length)
        {
            return $"{FileName} is not whole";
        }

        for (var index = 0; index < files.Length; index++)
        {
            var path = Path.Combine(checkpoint, files[index]);
            if (!File.Exists(path))
            {
                return $"{files[index]} is missing";
            }

            using var file = File.OpenRead(path);
            if (!string.Equals(lines[index], Line(files[index], SHA256.HashData(file)), StringComparison.Ordinal))
            {
                return $"the checksum of {files[index]} does not match";
            }
        }

        return null;
    }

    private static string Line(string file, byte[] hash) => $"{Convert.ToHexString(hash).ToLowerInvariant()}  {file}";
}
