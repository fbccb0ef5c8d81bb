using StableModels.Recovery;
using StableModels.Tests.Training;
using StableModels.Training;
using static TorchSharp.torch;

namespace StableModels.Tests.Recovery;

internal sealed class SnapshotRingTests : ScopedTest
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ring-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_newest_are_in_memory_older_ones_on_disk_the_oldest_are_gone()
    {
        using var ring = Filled(inMemory: 2, onDisk: 3, snapshots: 8);

        Assert.That(ring.Steps, Is.EqualTo(new[] { 4L, 5, 6, 7, 8 }));
        Assert.That(ring.BytesInMemory, Is.EqualTo(2 * 4 * 4));
        Assert.That(Directory.GetFiles(_folder, "snapshot-*").Select(Path.GetFileName), Is.EquivalentTo(new[] { "snapshot-4.safetensors", "snapshot-5.safetensors", "snapshot-6.safetensors" }));
    }

    [TestCase(8, 8)]
    [TestCase(7, 7)]
    [TestCase(5, 5)]
    [TestCase(100, 8)]
    [TestCase(1, 4, Description = "the oldest there is")]
    public void Going_back_takes_the_newest_that_is_not_later(long to, long found)
    {
        using var ring = Filled(inMemory: 2, onDisk: 3, snapshots: 8);

        var (step, state) = ring.TakeBackTo(to)!.Value;

        Assert.That(step, Is.EqualTo(found));
        Assert.That(state.Tensor("weights").data<float>().ToArray(), Is.EqualTo(Enumerable.Repeat((float)found, 4)));
        Assert.That(state.Int64("step"), Is.EqualTo(found));
        Assert.That(ring.Steps.Last(), Is.EqualTo(found), "what was undone is forgotten");
    }

    [Test]
    public void Going_back_twice_finds_the_same_state()
    {
        using var ring = Filled(inMemory: 1, onDisk: 4, snapshots: 5);

        Assert.That(ring.TakeBackTo(2)!.Value.State.Int64("step"), Is.EqualTo(2));
        Assert.That(ring.TakeBackTo(2)!.Value.State.Int64("step"), Is.EqualTo(2));
    }

    [Test]
    public void An_empty_ring_has_nothing_to_give()
    {
        using var ring = new SnapshotRing(2);
        Assert.That(ring.TakeBackTo(5), Is.Null);
    }

    [Test]
    public void The_files_go_with_the_ring()
    {
        Filled(inMemory: 1, onDisk: 3, snapshots: 5).Dispose();
        Assert.That(Directory.GetFiles(_folder, "snapshot-*"), Is.Empty);
    }

    [Test]
    public void Files_that_a_checkpoint_names_stay_and_are_taken_over()
    {
        string files;
        using (var ring = Filled(inMemory: 1, onDisk: 3, snapshots: 5))
        {
            ring.KeepFiles();
            files = ring.Files;
        }

        File.Delete(Path.Combine(_folder, "snapshot-3.safetensors"));
        using var next = new SnapshotRing(1, 3, _folder);
        next.Adopt(files);

        Assert.That(next.Steps, Is.EqualTo(new[] { 2L, 4 }), "what is gone is left out");
        Assert.That(next.TakeBackTo(4)!.Value.State.Int64("step"), Is.EqualTo(4));
    }

    [Test]
    public void A_damaged_file_is_passed_over_for_the_one_before_it()
    {
        using var ring = Filled(inMemory: 1, onDisk: 3, snapshots: 5);
        var path = Path.Combine(_folder, "snapshot-4.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.That(ring.TakeBackTo(4)!.Value.Step, Is.EqualTo(3));
    }

    [Test]
    public void Beyond_the_limit_of_memory_states_go_to_files_or_are_dropped()
    {
        using var onDisk = Filled(inMemory: 4, onDisk: 0, snapshots: 6, limit: 2 * 4 * 4);
        using var dropped = Filled(inMemory: 4, onDisk: 0, snapshots: 6, limit: (2 * 4 * 4) + 1, hasFolder: false);
        using var one = Filled(inMemory: 4, onDisk: 0, snapshots: 6, limit: 1, hasFolder: false);

        Assert.That(onDisk.Steps, Is.EqualTo(new[] { 3L, 4, 5, 6 }));
        Assert.That(onDisk.BytesInMemory, Is.EqualTo(2 * 4 * 4));
        Assert.That(onDisk.Files.Split(' '), Has.Length.EqualTo(2));
        Assert.That(onDisk.TakeBackTo(3)!.Value.State.Int64("step"), Is.EqualTo(3));
        Assert.That(dropped.Steps, Is.EqualTo(new[] { 5L, 6 }));
        Assert.That(one.Steps, Is.EqualTo(new[] { 6L }), "the newest is kept in any case");
        Assert.That((onDisk.IsCutShort, dropped.IsCutShort, one.IsCutShort), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void The_state_that_goes_gives_its_memory_to_the_one_that_comes()
    {
        using var ring = new SnapshotRing(2);
        using var state = new TrainingState();
        using var weights = zeros(4);
        state.Set("weights", weights);
        List<IntPtr> memory = [];
        for (var step = 1; step <= 5; step++)
        {
            weights.fill_(step);
            ring.Add(step, scrap =>
            {
                var copy = state.Clone(CPU, scrap);
                memory.Add(copy.Tensor("weights").Handle);
                return copy;
            });
        }

        Assert.That(memory.Distinct().Count(), Is.EqualTo(2), "never more than the ring's size");
        Assert.That(ring.TakeBackTo(4)!.Value.State.Tensor("weights").data<float>().ToArray(), Is.EqualTo(new[] { 4f, 4, 4, 4 }));
    }

    [Test]
    public void What_cannot_be_written_is_dropped_and_the_ring_goes_on()
    {
        using var ring = Filled(inMemory: 1, onDisk: 3, snapshots: 3);
        Directory.Delete(_folder, recursive: true);
        Fill(ring, 4, 5);

        Assert.That(ring.Problem, Does.Contain("snapshot-"));
        Assert.That(ring.Steps.Last(), Is.EqualTo(5), "the newest are there");
        Directory.CreateDirectory(_folder);
        Fill(ring, 6, 7);
        Assert.That(ring.TakeBackTo(6)!.Value.State.Int64("step"), Is.EqualTo(6), "and files again, once they can be written");
    }

    [Test]
    public void A_folder_has_one_ring()
    {
        using var ring = new SnapshotRing(1, 1, _folder);
        Assert.That(() => new SnapshotRing(1, 1, _folder), Throws.InstanceOf<IOException>().With.Message.Contains("Another run uses the snapshot folder"));
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_found_at_once()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.That(() => new SnapshotRing(1, 1, file), Throws.InstanceOf<IOException>());
        Assert.That(() => new SnapshotRing(1, 1), Throws.ArgumentException.With.Message.Contains("no folder"));
    }

    private SnapshotRing Filled(int inMemory, int onDisk, int snapshots, long limit = long.MaxValue, bool hasFolder = true)
    {
        var ring = new SnapshotRing(inMemory, onDisk, hasFolder ? _folder : null, limit);
        Fill(ring, 1, snapshots);
        return ring;
    }

    private static void Fill(SnapshotRing ring, int from, int to)
    {
        for (var step = from; step <= to; step++)
        {
            using var state = new TrainingState();
            state.Set("step", (long)step);
            using var weights = full(4, step, ScalarType.Float32);
            state.Set("weights", weights);
            ring.Add(step, _ => state.Clone());
        }
    }
}
