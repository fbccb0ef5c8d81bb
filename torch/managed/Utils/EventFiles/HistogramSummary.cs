namespace TorchSharp.Utils.EventFiles;

/// <summary>Counts of values between limits, without the empty buckets at both ends.</summary>
internal sealed record HistogramSummary(double Minimum, double Maximum, double Count, double Sum, double SumOfSquares, double[] Limits, double[] Buckets)
{
    /// <param name="values">Finite numbers, at least one.</param>
    /// <param name="limits">Ascending; one more than there are buckets. The last bucket includes its upper limit.</param>
    /// <param name="maximumBuckets">More buckets than that are joined.</param>
    internal static HistogramSummary Of(double[] values, double[] limits, long? maximumBuckets)
    {
        var (minimum, maximum, sum, squares) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0.0);
        var counts = new double[limits.Length - 1];
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
            sum += value;
            squares += value * value;
            if (BucketOf(value, limits) is var bucket && bucket >= 0 && bucket < counts.Length)
                counts[bucket]++;
        }

        if (maximumBuckets is { } most && counts.Length > most)
            (counts, limits) = Joined(counts, limits, (int)(counts.Length / most));

        var first = Array.FindIndex(counts, count => count > 0);
        var last = Array.FindLastIndex(counts, count => count > 0);
        if (first < 0)
            throw new ArgumentException("No value lies within the histogram's limits.", nameof(limits));

        // A bucket stands at its upper limit, so one empty bucket before the first full one says where that begins.
        double[] buckets = [first > 0 ? counts[first - 1] : 0, .. counts[first..(last + 1)]];
        return new HistogramSummary(minimum, maximum, values.Length, sum, squares, limits[first..(last + 2)], buckets);
    }

    private static int BucketOf(double value, double[] limits)
    {
        if (value.Equals(limits[^1]))
            return limits.Length - 2;
        var found = Array.BinarySearch(limits, value);
        return found >= 0 ? found : ~found - 1;
    }

    private static (double[] Counts, double[] Limits) Joined(double[] counts, double[] limits, int factor)
    {
        var joined = counts.Chunk(factor).Select(chunk => chunk.Sum()).ToArray();
        var starts = Enumerable.Range(0, joined.Length).Select(bucket => limits[bucket * factor]);
        return (joined, [.. starts, limits[^1]]);
    }
}
