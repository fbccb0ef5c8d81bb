using Google.Protobuf;

namespace TorchSharp.Utils.EventFiles;

/// <summary>
/// TensorBoard's Event message (tensorboard/compat/proto/event.proto and summary.proto), field by field.
/// </summary>
internal static class EventMessage
{
    internal static byte[] FileVersion(double wallTime) => Message(output =>
    {
        Double(output, 1, wallTime);
        Text(output, 3, "brain.Event:2");
    });

    internal static byte[] Scalar(string tag, float value, long step, double wallTime) => Event(tag, step, wallTime, output =>
    {
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    });

    internal static byte[] Histogram(string tag, HistogramSummary histogram, long step, double wallTime) => Event(tag, step, wallTime, output =>
        Embedded(output, 5, histo =>
        {
            Double(histo, 1, histogram.Minimum);
            Double(histo, 2, histogram.Maximum);
            Double(histo, 3, histogram.Count);
            Double(histo, 4, histogram.Sum);
            Double(histo, 5, histogram.SumOfSquares);
            Packed(histo, 6, histogram.Limits);
            Packed(histo, 7, histogram.Buckets);
        }));

    internal static byte[] Markdown(string tag, string text, long step, double wallTime) => Event($"{tag}/text_summary", step, wallTime, output =>
    {
        const int StringType = 7;
        Embedded(output, 8, tensor =>
        {
            tensor.WriteTag(1, WireFormat.WireType.Varint);
            tensor.WriteEnum(StringType);
            Embedded(tensor, 2, shape => Embedded(shape, 2, dimension =>
            {
                dimension.WriteTag(1, WireFormat.WireType.Varint);
                dimension.WriteInt64(1);
            }));
            Text(tensor, 8, text);
        });
        Embedded(output, 9, metadata => Embedded(metadata, 1, plugin => Text(plugin, 1, "text")));
    });

    private static byte[] Event(string tag, long step, double wallTime, Action<CodedOutputStream> writeValue) => Message(output =>
    {
        Double(output, 1, wallTime);
        output.WriteTag(2, WireFormat.WireType.Varint);
        output.WriteInt64(step);
        Embedded(output, 5, summary => Embedded(summary, 1, value =>
        {
            Text(value, 1, tag);
            writeValue(value);
        }));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
            write(output);
        return buffer.ToArray();
    }

    private static void Embedded(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static void Double(CodedOutputStream output, int field, double value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(value);
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Packed(CodedOutputStream output, int field, double[] values)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(values.Length * sizeof(double));
        foreach (var value in values)
            output.WriteDouble(value);
    }
}
