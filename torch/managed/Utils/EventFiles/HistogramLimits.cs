using TorchSharp.Utils.tensorboard.Enums;

namespace TorchSharp.Utils.EventFiles;

/// <summary>Where a histogram's buckets end.</summary>
internal static class HistogramLimits
{
    private static readonly double[] exponential = MakeExponential();

    /// <summary>TensorFlow's fixed buckets, or the rules for equal widths that NumPy's histogram_bin_edges names.</summary>
    internal static double[] For(double[] values, HistogramBinSelector selector)
    {
        if (selector == HistogramBinSelector.Tensorflow)
            return exponential;

        var (low, high) = (values.Min(), values.Max());
        var range = high - low;
        if (range == 0)
            return [low - 0.5, high + 0.5];

        var width = selector == HistogramBinSelector.Stone ? Stone(values, low, range) : Width(values, range, selector);
        return Equal(low, range, width > 0 ? (int)Math.Ceiling(range / width) : 1);
    }

    private static double Width(double[] values, double range, HistogramBinSelector selector)
    {
        double n = values.Length;
        return selector switch
        {
            HistogramBinSelector.Sqrt => range / Math.Sqrt(n),
            HistogramBinSelector.Sturges => range / (Math.Log2(n) + 1),
            HistogramBinSelector.Rice => range / (2 * Math.Cbrt(n)),
            HistogramBinSelector.Scott => Math.Cbrt(24 * Math.Sqrt(Math.PI) / n) * Deviation(values),
            HistogramBinSelector.Doane => Doane(values, range),
            _ => throw new ArgumentOutOfRangeException(nameof(selector), selector, "There is no such way to choose the buckets."),
        };
    }

    private static double Doane(double[] values, double range)
    {
        double n = values.Length;
        var deviation = Deviation(values);
        if (n <= 2 || deviation == 0)
            return 0;

        var mean = values.Average();
        var skewness = values.Average(value => Math.Pow((value - mean) / deviation, 3));
        var spread = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        return range / (1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(skewness) / spread));
    }

    /// <summary>The width of least estimated integrated squared error (Stone, 1984).</summary>
    private static double Stone(double[] values, double low, double range)
    {
        double n = values.Length;
        if (n <= 1)
            return 0;

        double Loss(int buckets)
        {
            var counts = new double[buckets];
            foreach (var value in values)
                counts[Math.Min(buckets - 1, (int)((value - low) / range * buckets))]++;
            return (2 - (n + 1) * counts.Sum(count => count / n * (count / n))) / (range / buckets);
        }

        var most = Math.Max(100, (int)Math.Sqrt(n));
        return range / Enumerable.Range(1, most).MinBy(Loss);
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static double[] Equal(double low, double range, int buckets)
        => [.. Enumerable.Range(0, buckets).Select(i => low + range * i / buckets), low + range];

    private static double[] MakeExponential()
    {
        var positive = new List<double>();
        for (var limit = 1e-12; limit < 1e20; limit *= 1.1)
            positive.Add(limit);
        return [.. positive.Select(limit => -limit).Reverse(), 0, .. positive];
    }
}
