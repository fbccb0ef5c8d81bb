using StableModels.Monitoring.Report;
using StableModels.Optimizers;
using StableModels.Recovery;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests;

/// <summary>What the system says of a file stands in a message as a sentence, and of the file that the caller named.</summary>
internal sealed class SystemReasonTests : ScopedTest
{
    [TestCase("No space left on device : '/data/.probe-1'", "No space left on device : '/data'.")]
    [TestCase("Access to the path '/data/.probe-1' is denied.", "Access to the path '/data' is denied.")]
    [TestCase("Who has '/other'? ", "Who has '/other'?")]
    public void It_ends_as_a_sentence_and_names_what_was_named(string message, string expected) =>
        Assert.That(SystemReason.Of(new IOException(message), "/data/.probe-1", "/data"), Is.EqualTo(expected));

    // The kernel's own file system takes no files, from root neither.
    [Test, Platform("Linux")]
    public void No_file_that_is_tried_out_is_named()
    {
        Assert.That(
            () => Trainer.Create(new FedModel([1f]), new(new AdamW()), CPU, 10, new() { CheckpointFolder = "/proc" }),
            Throws.TypeOf<CheckpointException>().With.Message.Match(@"^The checkpoint folder '/proc' cannot be written: .*'/proc'.*\. Choose another folder, free space or change its permissions\.$"));
        Assert.That(
            () => new SnapshotRing(1, 1, "/proc"),
            Throws.TypeOf<CheckpointException>().With.Message.Match(@"^The snapshot folder '/proc' cannot be written: .*'/proc'.*\. Choose another folder, free space or change its permissions\.$"));
        Assert.That(
            () => HtmlReport.RequireWritable("/proc/report.html"),
            Throws.TypeOf<IOException>().With.Message.Match(@"^Cannot write '/proc/report\.html': .*'/proc/report\.html'.*\. Choose a folder that can be written and has room\.$"));
    }
}
