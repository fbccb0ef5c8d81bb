using System.Buffers.Binary;
using Google.Protobuf;
using StableModels.Monitoring;
using StableModels.Monitoring.Detection;
using StableModels.Tests.Monitoring.Detection;

namespace StableModels.Tests.Monitoring;

internal sealed class TensorBoardObserverTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("events-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_run_is_written_as_scalars_under_the_usual_tags()
    {
        var observer = new TensorBoardObserver(_folder);
        observer.Record(new StepRecord(7, 1.5, 4, 0.25, 1e-3) { LossScale = 1024 });
        observer.Add(Runs.Reading(7, first: 3));
        observer.Add(new Finding { Name = "Plateau", Severity = Severity.Warning, Step = 7, Evidence = "e", Advice = "a" });

        var events = Events().ToArray();
        var scalars = events.Where(e => e.Value is not null).ToDictionary(e => e.Tag, e => e.Value!.Value, StringComparer.Ordinal);
        Assert.That(scalars["loss/train"], Is.EqualTo(1.5f));
        Assert.That(scalars["grad_norm/total"], Is.EqualTo(4f));
        Assert.That(scalars["clip/rate"], Is.EqualTo(1f));
        Assert.That(scalars["learning_rate"], Is.EqualTo(1e-3f));
        Assert.That(scalars["loss_scale"], Is.EqualTo(1024f));
        Assert.That(scalars["grad_norm/first.weight"], Is.EqualTo(3f));
        Assert.That(scalars["update_ratio/first.weight"], Is.EqualTo(1e-3f));
        Assert.That(scalars, Does.Not.ContainKey("update_ratio/first.bias"), "it was not measured");
        Assert.That(events.Select(e => e.Tag), Has.Some.StartsWith("findings/Plateau"));
        Assert.That(events.Select(e => e.Step), Is.All.EqualTo(7));
    }

    // A record is a length, its checksum, the event, its checksum (TensorFlow's record format); an event is the message Event of event.proto.
    private IEnumerable<(long Step, string Tag, float? Value)> Events()
    {
        foreach (var path in Directory.GetFiles(_folder, "*tfevents*", SearchOption.AllDirectories))
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
