namespace StableModels.Monitoring.Detection;

/// <summary>The last values with statistics that a few outliers do not move. They are kept sorted, so that a step costs a shift instead of a sort.</summary>
public sealed class RobustWindow
{
    private readonly double[] _values;
    private readonly double[] _sorted;
    private int _next;

    /// <summary>A window over the last <paramref name="capacity"/> values.</summary>
    public RobustWindow(int capacity)
    {
        OutOfRange.ThrowIfBelow(capacity, 1);
        _values = new double[capacity];
        _sorted = new double[capacity];
    }

    /// <summary>How many values it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Whether old values are being dropped.</summary>
    public bool IsFull => Count == _values.Length;

    /// <summary>The value that goes next, when the window is full.</summary>
    public double Oldest => At(0);

    /// <summary>The median; NaN when empty.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Adds a finite value; others are left out, so that one bad step cannot poison the statistics.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        if (IsFull)
            RemoveSorted(_values[_next]);
        InsertSorted(value);
        _values[_next] = value;
        _next = (_next + 1) % _values.Length;
    }

    /// <summary>The value below which the share <paramref name="share"/> of the window lies; NaN when empty.</summary>
    /// <param name="share">From 0 to 1; between two values it is interpolated.</param>
    public double Quantile(double share)
    {
        if (Count == 0)
            return double.NaN;
        var position = share * (Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, Count - 1);
        return _sorted[below] + ((position - below) * (_sorted[above] - _sorted[below]));
    }

    /// <summary>
    /// How many robust standard deviations (1.4826 times the median absolute deviation) the value lies above the median. The deviation is taken as at
    /// least a thousandth of the median, so that constant values do not make every wiggle an outlier.
    /// </summary>
    /// <param name="value">Finite.</param>
    public double ZScore(double value)
    {
        var median = Median;
        var spread = Count == 0 ? double.NaN : 1.4826 * MedianDeviation(median);
        return (value - median) / Math.Max(spread, Math.Max(1e-3 * Math.Abs(median), double.Epsilon));
    }

    /// <summary>How often consecutive differences change their sign, over all chances to; 2/3 for independent noise, near 1 for a period of two.</summary>
    public double SignFlips()
    {
        var flips = 0;
        var chances = 0;
        double last = 0;
        for (var i = 1; i < Count; i++)
        {
            var difference = At(i) - At(i - 1);
            if (difference == 0)
                continue;
            if (last != 0)
            {
                chances++;
                flips += Math.Sign(difference) != Math.Sign(last) ? 1 : 0;
            }
            last = difference;
        }
        return chances == 0 ? 0 : (double)flips / chances;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, _next) = (0, 0);

    /// <summary>The values, oldest first.</summary>
    public double[] ToArray() => [.. Enumerable.Range(0, Count).Select(At)];

    private double At(int i) => _values[IsFull ? (_next + i) % _values.Length : i];

    // The values nearest to the median are its neighbours: walk outwards from it, nearer side first.
    private double MedianDeviation(double median)
    {
        var above = Math.Max(_sorted.AsSpan(0, Count).BinarySearch(median) is var found && found < 0 ? ~found : found, 0);
        var below = above - 1;
        double deviation = 0;
        for (var i = 0; i <= Count / 2; i++)
        {
            var down = below >= 0 ? median - _sorted[below] : double.PositiveInfinity;
            var up = above < Count ? _sorted[above] - median : double.PositiveInfinity;
            deviation = Math.Min(down, up);
            if (down <= up)
                below--;
            else
                above++;
        }
        return deviation;
    }

    private void RemoveSorted(double value)
    {
        var sorted = _sorted.AsSpan(0, Count);
        var at = sorted.BinarySearch(value);
        sorted[(at + 1)..].CopyTo(sorted[at..]);
        Count--;
    }

    private void InsertSorted(double value)
    {
        var sorted = _sorted.AsSpan(0, Count + 1);
        var found = sorted[..^1].BinarySearch(value);
        var at = found < 0 ? ~found : found;
        sorted[at..^1].CopyTo(sorted[(at + 1)..]);
        sorted[at] = value;
        Count++;
    }
}
