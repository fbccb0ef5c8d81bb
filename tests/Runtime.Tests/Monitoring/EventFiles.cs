using System.Buffers.Binary;
using Google.Protobuf;

namespace StableModels.Tests.Monitoring;

/// <summary>TensorBoard's files, read by its proto.</summary>
internal static class EventFiles
{
    // A record is a length, its checksum, the event, its checksum (TensorFlow's record format); an event is the message Event of event.proto.
    public static IEnumerable<(long Step, string Tag, float? Value)> In(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*tfevents*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            for (var at = 0; at < bytes.Length;)
            {
                var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
                foreach (var item in Values(bytes.AsSpan(at + 12, length).ToArray()))
                    yield return item;
                at += 12 + length + 4;
            }
        }
    }

    private static IEnumerable<(long Step, string Tag, float? Value)> Values(byte[] message)
    {
        long step = 0;
        ByteString? summary = null;
        var input = new CodedInputStream(message);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2:
                    step = input.ReadInt64();
                    break;
                case 5:
                    summary = input.ReadBytes();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        if (summary is null)
            yield break;
        var values = new CodedInputStream(summary.ToByteArray());
        for (uint tag; (tag = values.ReadTag()) != 0;)
        {
            var value = new CodedInputStream(values.ReadBytes().ToByteArray());
            var (name, number) = ("", (float?)null);
            for (uint field; (field = value.ReadTag()) != 0;)
            {
                switch (WireFormat.GetTagFieldNumber(field))
                {
                    case 1:
                        name = value.ReadString();
                        break;
                    case 2:
                        number = value.ReadFloat();
                        break;
                    default:
                        value.SkipLastField();
                        break;
                }
            }
            yield return (step, name, number);
        }
    }
}
