using System.Buffers.Binary;
using System.Globalization;

namespace TorchSharp.Utils.EventFiles;

/// <summary>
/// A file of events as TensorBoard reads it: records of length, checksum of the length, data, checksum of the data (TFRecord).
/// </summary>
internal sealed class EventFile
{
    private static int s_count;
    private readonly string _path;

    internal EventFile(string directory, string? suffix)
    {
        Directory.CreateDirectory(directory);
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var name = string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref s_count)}");
        _path = Path.Combine(directory, string.IsNullOrEmpty(suffix) ? name : $"{name}.{suffix}");
        Append(EventMessage.FileVersion(seconds));
    }

    /// <summary>Each record is written and closed at once: a run that breaks off loses nothing, and TensorBoard follows it live.</summary>
    internal void Append(byte[] message)
    {
        var record = new byte[message.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(record, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Crc32C.Masked(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Length), Crc32C.Masked(message));

        // A full disk must not leave half a record: TensorBoard would read no further than that.
        using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var end = stream.Position;
        try
        {
            stream.Write(record);
        }
        catch (IOException)
        {
            stream.SetLength(end);
            throw;
        }
    }
}
