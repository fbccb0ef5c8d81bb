using System.Runtime.InteropServices;
using StableModels.Training;
using TorchSharp;

namespace StableModels.Monitoring;

/// <summary>
/// A value per step in bounded memory. Steps share a bucket of mean, lowest and highest value; when the buckets run out, every
/// two neighbours become one. A spike of a single step therefore stays visible in a run of any length.
/// </summary>
public sealed class BoundedSeries
{
    private readonly List<Bucket> _buckets;
    private readonly int _capacity;
    private long _lastStep = long.MinValue;

    /// <summary>An empty series that keeps at most <paramref name="capacity"/> buckets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two buckets.</exception>
    public BoundedSeries(int capacity = 2048)
    {
        OutOfRange.ThrowIfBelow(capacity, 2);
        _capacity = capacity;
        _buckets = [];
    }

    /// <summary>The steps that one bucket covers: a power of two.</summary>
    public long Width { get; private set; } = 1;

    /// <summary>The buckets in the order of their steps.</summary>
    public IReadOnlyList<Bucket> Buckets => _buckets;

    /// <summary>
    /// Adds the value of a step. A step that is not later than the last one means that training went back (a roll-back or a
    /// resumed run): what was recorded from that step on is forgotten first.
    /// </summary>
    /// <param name="step">The step, not negative.</param>
    /// <param name="value">Its value; one that is not finite is counted and leaves mean and bounds alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public void Add(long step, double value)
    {
        OutOfRange.ThrowIfBelow(step, 0);
        if (step <= _lastStep)
            Rewind(step);
        _lastStep = step;

        var first = step - (step % Width);
        if (_buckets.Count > 0 && _buckets[^1].First == first)
        {
            CollectionsMarshal.AsSpan(_buckets)[^1] = _buckets[^1].With(value);
            return;
        }
        if (_buckets.Count == _capacity)
        {
            Coarsen();
            Add(step, value);
            return;
        }
        _buckets.Add(new Bucket(first).With(value));
    }

    /// <summary>Forgets the buckets that hold <paramref name="step"/> or a later one.</summary>
    public void Rewind(long step)
    {
        var keep = _buckets.FindIndex(bucket => bucket.First + Width > step);
        if (keep >= 0)
            _buckets.RemoveRange(keep, _buckets.Count - keep);
        _lastStep = step - 1;
    }

    /// <summary>Puts the series into a checkpoint: a matrix with a row per bucket.</summary>
    internal void Save(TrainingState state)
    {
        state.Set("width", Width);
        state.Set("last_step", _lastStep);
        var rows = new double[_buckets.Count * Bucket.Columns];
        for (var i = 0; i < _buckets.Count; i++)
            _buckets[i].CopyTo(rows.AsSpan(i * Bucket.Columns, Bucket.Columns));
        state.Set("buckets", torch.tensor(rows, _buckets.Count, Bucket.Columns));
    }

    /// <summary>Takes it back.</summary>
    internal void Load(TrainingState state)
    {
        Width = state.Int64("width");
        _lastStep = state.Int64("last_step");
        var rows = state.Elements("buckets");
        _buckets.Clear();
        for (var i = 0; i < rows.Length; i += Bucket.Columns)
            _buckets.Add(Bucket.From(rows.AsSpan(i, Bucket.Columns)));
    }

    private void Coarsen()
    {
        Width *= 2;
        var merged = new List<Bucket>(_capacity);
        foreach (var bucket in _buckets)
        {
            var first = bucket.First - (bucket.First % Width);
            if (merged.Count > 0 && merged[^1].First == first)
                merged[^1] = merged[^1].With(bucket);
            else
                merged.Add(bucket with { First = first });
        }
        _buckets.Clear();
        _buckets.AddRange(merged);
        // The step that caused this is added again by the caller and must not look like a step back.
        _lastStep = long.MinValue;
    }

    /// <summary>What the steps from <see cref="First"/> on, <see cref="Width"/> of them, had as values.</summary>
    /// <param name="First">The first step that belongs to the bucket.</param>
    public readonly record struct Bucket(long First)
    {
        private double Sum { get; init; }

        /// <summary>How many finite values it holds.</summary>
        public int Count { get; private init; }

        /// <summary>How many values were not finite.</summary>
        public int NonFinite { get; private init; }

        /// <summary>The lowest finite value, or NaN without one.</summary>
        public double Low { get; private init; } = double.NaN;

        /// <summary>The highest finite value, or NaN without one.</summary>
        public double High { get; private init; } = double.NaN;

        /// <summary>The mean of the finite values, or NaN without one.</summary>
        public double Mean => Count == 0 ? double.NaN : Sum / Count;

        internal const int Columns = 6;

        internal void CopyTo(Span<double> row)
        {
            row[0] = First;
            row[1] = Sum;
            row[2] = Count;
            row[3] = NonFinite;
            row[4] = Low;
            row[5] = High;
        }

        internal static Bucket From(ReadOnlySpan<double> row) =>
            new((long)row[0]) { Sum = row[1], Count = (int)row[2], NonFinite = (int)row[3], Low = row[4], High = row[5] };

        internal Bucket With(double value) => !double.IsFinite(value)
            ? this with { NonFinite = NonFinite + 1 }
            : this with
            {
                Sum = Sum + value,
                Count = Count + 1,
                Low = Count == 0 ? value : Math.Min(Low, value),
                High = Count == 0 ? value : Math.Max(High, value),
            };

        internal Bucket With(Bucket later) => later.Count == 0
            ? this with { NonFinite = NonFinite + later.NonFinite }
            : this with
            {
                Sum = Sum + later.Sum,
                Count = Count + later.Count,
                NonFinite = NonFinite + later.NonFinite,
                Low = Count == 0 ? later.Low : Math.Min(Low, later.Low),
                High = Count == 0 ? later.High : Math.Max(High, later.High),
            };
    }
}
