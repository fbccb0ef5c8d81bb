namespace StableModels.Monitoring;

/// <summary>A curve as one line of block characters.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>The series at no more than <paramref name="width"/> characters, logarithmic when it spans more than a factor of ten. A gap is a <c>×</c>.</summary>
    public static string Of(BoundedSeries series, int width)
    {
        var buckets = series.Buckets;
        var count = Math.Min(width, buckets.Count);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var from = i * buckets.Count / count;
            var to = (i + 1) * buckets.Count / count;
            values[i] = buckets.Skip(from).Take(to - from).Where(bucket => bucket.Count > 0).Select(bucket => bucket.Mean).DefaultIfEmpty(double.NaN).Average();
        }
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        var logarithmic = low > 0 && high > 10 * low;
        double Height(double value) => logarithmic ? Math.Log(value / low) / Math.Log(high / low) : high > low ? (value - low) / (high - low) : 0;
        return string.Concat(values.Select(value =>
            double.IsFinite(value) ? Blocks[Math.Clamp((int)(Height(value) * Blocks.Length), 0, Blocks.Length - 1)] : '×'));
    }
}
