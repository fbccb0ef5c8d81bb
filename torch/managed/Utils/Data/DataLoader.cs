using System.Collections;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace TorchSharp.Modules;

/// <summary>Batches of a data set's samples, in the order of a sampler.</summary>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Samples per batch; the last batch may be smaller.</param>
    /// <param name="collate_fn">Makes a batch of samples.</param>
    /// <param name="shuffler">The samples' numbers, once for each pass.</param>
    /// <param name="device">Where the batches go; the CPU by default.</param>
    /// <param name="num_worker">Threads that fetch samples.</param>
    /// <param name="drop_last">Leaves a smaller last batch out.</param>
    /// <param name="disposeBatch">Disposes what was collated when the next batch is asked for.</param>
    /// <param name="disposeDataset">Disposes the data set with the loader.</param>
    public DataLoader(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler, Device? device = null,
        int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (this.dataset, batch_size, this.collate_fn, sampler) = (dataset, batchSize, collate_fn, shuffler);
        (Device, num_workers, this.drop_last) = (device ?? CPU, Math.Max(num_worker, 1), drop_last);
        (DisposeBatch, DisposeDataset) = (disposeBatch, disposeDataset);
    }

    public DataLoader(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device? device = null,
        int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, new SampleOrder(dataset.Count, shuffle, seed), device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    public Dataset<T> dataset { get; }

    public int batch_size { get; }

    public bool drop_last { get; }

    public IEnumerable<long> sampler { get; }

    public int num_workers { get; }

    public Func<IEnumerable<T>, Device, S> collate_fn { get; }

    public Device Device { get; }

    public bool DisposeBatch { get; }

    public bool DisposeDataset { get; }

    /// <summary>The number of batches.</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count + batch_size - 1) / batch_size;

    public IEnumerator<S> GetEnumerator()
    {
        foreach (var numbers in sampler.Chunk(batch_size))
        {
            if (drop_last && numbers.Length < batch_size)
                yield break;

            var (batch, tensors) = Load(numbers);
            try
            {
                yield return batch;
            }
            finally
            {
                if (DisposeBatch)
                {
                    foreach (var tensor in tensors)
                        tensor.Dispose();
                }
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset)
            dataset.Dispose();
    }

    /// <summary>A batch, and the tensors that were made for it and that no scope owns any more.</summary>
    private (S Batch, IReadOnlyList<IDisposable> Tensors) Load(long[] numbers)
    {
        // Scopes belong to threads: what a worker makes for a sample is taken out of the worker's scope, and disposed here.
        var samples = new T[numbers.Length];
        var made = new IReadOnlyList<IDisposable>[numbers.Length];
        if (num_workers == 1)
        {
            for (var i = 0; i < numbers.Length; i++)
                Fetch(i);
        }
        else
        {
            Parallel.For(0, numbers.Length, new ParallelOptions { MaxDegreeOfParallelism = num_workers }, Fetch);
        }

        using var scope = NewDisposeScope();
        var batch = collate_fn(samples, Device);
        var tensors = scope.DisposablesView;
        scope.Detach(tensors);
        foreach (var tensor in made.SelectMany(tensors => tensors))
            tensor.Dispose();
        return (batch, tensors);

        void Fetch(int i)
        {
            using var sampleScope = NewDisposeScope();
            samples[i] = dataset.GetTensor(numbers[i]);
            made[i] = sampleScope.DisposablesView;
            sampleScope.Detach(made[i]);
        }
    }
}
