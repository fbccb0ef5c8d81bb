using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests.Utils;

[TestFixture]
internal sealed class DataLoaderTests
{
    private sealed class Numbers(long count) : utils.data.Dataset
    {
        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index)
            => new(StringComparer.Ordinal) { ["number"] = tensor(index), ["double"] = tensor(index).mul(2) };
    }

    private static long[] Values(Tensor batch) => batch.data<long>().ToArray();

    [Test]
    public void Batches_come_in_order_and_the_last_may_be_smaller([Values(1, 3)] int workers)
    {
        using var loader = utils.data.DataLoader(new Numbers(5), 2, num_worker: workers);
        var batches = loader.Select(batch => (Values(batch["number"]), Values(batch["double"]))).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loader.Count, Is.EqualTo(3));
            Assert.That(batches.Select(batch => batch.Item1), Is.EqualTo(new long[][] { [0, 1], [2, 3], [4] }));
            Assert.That(batches.Select(batch => batch.Item2), Is.EqualTo(new long[][] { [0, 2], [4, 6], [8] }));
        }
    }

    [Test]
    public void A_smaller_last_batch_can_be_dropped()
    {
        using var loader = utils.data.DataLoader(new Numbers(5), 2, drop_last: true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loader.Count, Is.EqualTo(2));
            Assert.That(loader.ToList(), Has.Count.EqualTo(2));
        }
    }

    [Test]
    public void A_seed_fixes_the_shuffled_order()
    {
        using var loader = utils.data.DataLoader(new Numbers(50), 50, shuffle: true, seed: 3);
        var first = loader.Select(batch => Values(batch["number"])).Single();
        var second = loader.Select(batch => Values(batch["number"])).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second, Is.EqualTo(first));
            Assert.That(first, Is.Not.Ordered);
            Assert.That(first.Order(), Is.EqualTo(Enumerable.Range(0, 50)));
        }
    }

    [Test]
    public void Rows_of_tensors_are_samples()
    {
        using var scope = NewDisposeScope();
        using var loader = utils.data.DataLoader(utils.data.TensorDataset(arange(6).reshape(3, 2), arange(3)), 3, shuffler: new long[] { 2, 0, 1 });
        foreach (var batch in loader)
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Values(batch[0]), Is.EqualTo(new long[] { 4, 5, 0, 1, 2, 3 }));
                Assert.That(Values(batch[1]), Is.EqualTo(new long[] { 2, 0, 1 }));
            }
        }
    }

    [Test]
    public void A_batch_is_disposed_with_the_next_and_nothing_is_left([Values] bool disposes)
    {
        using var loader = utils.data.DataLoader(new Numbers(4), 2, disposeBatch: disposes);
        var before = Tensor.TotalCount;
        var batches = new List<Dictionary<string, Tensor>>();
        foreach (var batch in loader)
            batches.Add(batch);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(batches.SelectMany(batch => batch.Values).Select(tensor => tensor.IsInvalid), Is.All.EqualTo(disposes));
            Assert.That(Tensor.TotalCount - before, Is.LessThanOrEqualTo(disposes ? 0 : 4));
        }

        foreach (var tensor in batches.SelectMany(batch => batch.Values))
            tensor.Dispose();
    }

    [Test]
    public void Tensors_of_different_lengths_are_refused()
    {
        using var scope = NewDisposeScope();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => utils.data.TensorDataset(zeros(2), zeros(3)), Throws.ArgumentException);
            Assert.That(() => utils.data.TensorDataset(), Throws.ArgumentException);
        }
    }
}
