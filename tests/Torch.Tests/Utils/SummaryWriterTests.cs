using System.Buffers.Binary;
using Google.Protobuf;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils.EventFiles;
using TorchSharp.Utils.tensorboard.Enums;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests.Utils;

/// <summary>Event files, read back record by record and field by field.</summary>
[TestFixture]
internal sealed class SummaryWriterTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("events").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void The_checksum_is_Castagnolis()
    {
        using (Assert.EnterMultipleScope())
        {
            // RFC 3720, appendix B.4.
            Assert.That(Crc32C.Compute(new byte[32]), Is.EqualTo(0x8a9136aau));
            Assert.That(Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), Is.EqualTo(0x46dd794eu));
            Assert.That(Crc32C.Compute("123456789"u8), Is.EqualTo(0xe3069283u));
        }
    }

    [Test]
    public void A_file_begins_with_its_version_and_holds_the_scalars()
    {
        var writer = utils.tensorboard.SummaryWriter(_directory, "suffix");
        writer.add_scalar("loss", 0.25f, 7, walltime: 1234);
        var file = Directory.GetFiles(writer.LogDir).Single();
        var records = Records(file);
        var value = Fields(Fields(Fields(records[1]).Bytes(5)).Bytes(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Path.GetFileName(file), Does.Match(@"^events\.out\.tfevents\.\d{10}\..*\.suffix$"));
            Assert.That(Fields(records[0]).Text(3), Is.EqualTo("brain.Event:2"));
            Assert.That(Fields(records[1]).Double(1), Is.EqualTo(1234));
            Assert.That(Fields(records[1]).Integer(2), Is.EqualTo(7));
            Assert.That(value.Text(1), Is.EqualTo("loss"));
            Assert.That(value.Single(2), Is.EqualTo(0.25f));
        }
    }

    [Test]
    public void A_histogram_counts_every_value()
    {
        using var values = tensor(new[] { -1f, 0f, 0.5f, 0.5f, 2f });
        var writer = utils.tensorboard.SummaryWriter(_directory);
        writer.add_histogram("weights", values, 3);
        var histogram = Fields(Value(writer).Bytes(5));
        var (limits, counts) = (histogram.Doubles(6), histogram.Doubles(7));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { 1, 2, 3, 4, 5 }.Select(histogram.Double), Is.EqualTo(new[] { -1, 2, 5, 2, 5.5 }).Within(1e-9));
            Assert.That(limits, Has.Length.EqualTo(counts.Length));
            Assert.That(counts.Sum(), Is.EqualTo(5));
            Assert.That(counts[0], Is.Zero);
            Assert.That(counts[^1], Is.EqualTo(1));
            Assert.That(limits[^1], Is.GreaterThanOrEqualTo(2));
        }
    }

    [TestCase(HistogramBinSelector.Sqrt, 10)]
    [TestCase(HistogramBinSelector.Sturges, 8)]
    [TestCase(HistogramBinSelector.Rice, 10)]
    [TestCase(HistogramBinSelector.Scott, 5)]
    [TestCase(HistogramBinSelector.Doane, 8)]
    [TestCase(HistogramBinSelector.Stone, 1)]
    public void Equal_buckets_are_as_many_as_NumPys(HistogramBinSelector selector, int expected)
    {
        // numpy.histogram_bin_edges(numpy.arange(100.0), bins=...)
        double[] values = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Assert.That(HistogramLimits.For(values, selector), Has.Length.EqualTo(expected + 1));
    }

    [Test]
    public void Buckets_are_joined_down_to_a_maximum()
    {
        var summary = HistogramSummary.Of([0.5, 1.5, 2.5, 3.5], [0, 1, 2, 3, 4], 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(summary.Limits, Is.EqualTo(new double[] { 0, 2, 4 }));
            Assert.That(summary.Buckets, Is.EqualTo(new double[] { 0, 2, 2 }));
        }
    }

    [Test]
    public void A_text_is_a_tensor_of_the_text_plugin()
    {
        var writer = utils.tensorboard.SummaryWriter(_directory);
        writer.add_text("note", "**bold**", 1);
        var value = Value(writer);
        var tensor = Fields(value.Bytes(8));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(value.Text(1), Is.EqualTo("note/text_summary"));
            Assert.That(tensor.Integer(1), Is.EqualTo(7), "DT_STRING");
            Assert.That(tensor.Text(8), Is.EqualTo("**bold**"));
            Assert.That(Fields(Fields(value.Bytes(9)).Bytes(1)).Text(1), Is.EqualTo("text"));
        }
    }

    [Test]
    public void Several_curves_have_a_directory_each()
    {
        var writer = utils.tensorboard.SummaryWriter(_directory);
        writer.add_scalars("loss", new Dictionary<string, float>(StringComparer.Ordinal) { ["train"] = 1, ["test"] = 2 }, 1);
        writer.add_scalars("loss", [("train", 0.5f)], 2);
        var train = Directory.GetFiles(Path.Combine(_directory, "loss_train")).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Records(train), Has.Count.EqualTo(3));
            Assert.That(Directory.GetDirectories(_directory).Select(Path.GetFileName), Is.EquivalentTo(new[] { "loss_train", "loss_test" }));
        }
    }

    [Test]
    public void Values_that_are_not_finite_have_no_histogram()
    {
        using var values = tensor(new[] { 1f, float.NaN });
        using var none = zeros(0);
        var writer = utils.tensorboard.SummaryWriter(_directory);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => writer.add_histogram("bad", values, 1), Throws.ArgumentException.With.Message.Contains("'bad'"));
            Assert.That(() => writer.add_histogram("none", none, 1), Throws.ArgumentException);
        }
    }

    [Test]
    public void A_run_can_have_a_directory_of_its_own()
        => Assert.That(Path.GetDirectoryName(utils.tensorboard.SummaryWriter(_directory, createRunName: true).LogDir), Is.EqualTo(_directory));

    private static Message Value(SummaryWriter writer)
        => Fields(Fields(Fields(Records(Directory.GetFiles(writer.LogDir).Single())[1]).Bytes(5)).Bytes(1));

    private static List<byte[]> Records(string file)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        var records = new List<byte[]>();
        while (!bytes.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), Is.EqualTo(Crc32C.Masked(bytes[..8])));
            var record = bytes.Slice(12, length).ToArray();
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]), Is.EqualTo(Crc32C.Masked(record)));
            records.Add(record);
            bytes = bytes[(16 + length)..];
        }

        return records;
    }

    private static Message Fields(byte[] bytes) => new(bytes);

    /// <summary>A protobuf message's fields, undecoded.</summary>
    private sealed class Message
    {
        private readonly Dictionary<int, object> _fields = [];

        internal Message(byte[] bytes)
        {
            using var input = new CodedInputStream(bytes);
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                _fields[WireFormat.GetTagFieldNumber(tag)] = WireFormat.GetTagWireType(tag) switch
                {
                    WireFormat.WireType.Varint => input.ReadInt64(),
                    WireFormat.WireType.Fixed64 => input.ReadDouble(),
                    WireFormat.WireType.Fixed32 => input.ReadFloat(),
                    _ => input.ReadBytes().ToByteArray(),
                };
            }
        }

        internal byte[] Bytes(int field) => (byte[])_fields[field];

        internal string Text(int field) => System.Text.Encoding.UTF8.GetString(Bytes(field));

        internal double Double(int field) => (double)_fields[field];

        internal float Single(int field) => (float)_fields[field];

        internal long Integer(int field) => (long)_fields[field];

        internal double[] Doubles(int field) => [.. Bytes(field).Chunk(8).Select(chunk => BinaryPrimitives.ReadDoubleLittleEndian(chunk))];
    }
}
