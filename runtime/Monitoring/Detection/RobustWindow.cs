namespace StableModels.Monitoring.Detection;

/// <summary>The last values with statistics that a few outliers do not move.</summary>
public sealed class RobustWindow
{
    private readonly double[] _values;
    private readonly double[] _sorted;
    private int _next;
    private bool _stale = true;

    /// <summary>A window over the last <paramref name="capacity"/> values.</summary>
    public RobustWindow(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _values = new double[capacity];
        _sorted = new double[capacity];
    }

    /// <summary>How many values it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Whether old values are being dropped.</summary>
    public bool IsFull => Count == _values.Length;

    /// <summary>The median; NaN when empty.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Adds a finite value; others are left out, so that one bad step cannot poison the statistics.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        _values[_next] = value;
        _next = (_next + 1) % _values.Length;
        Count = Math.Min(Count + 1, _values.Length);
        _stale = true;
    }

    /// <summary>The value below which the share <paramref name="share"/> of the window lies; NaN when empty.</summary>
    public double Quantile(double share)
    {
        if (Count == 0)
            return double.NaN;
        Sort();
        var position = share * (Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, Count - 1);
        return _sorted[below] + ((position - below) * (_sorted[above] - _sorted[below]));
    }

    /// <summary>
    /// How many robust standard deviations (1.4826 times the median absolute deviation) the value lies above the median. The deviation is taken as at
    /// least a thousandth of the median, so that constant values do not make every wiggle an outlier.
    /// </summary>
    public double ZScore(double value)
    {
        var median = Median;
        var deviations = _values.AsSpan(0, Count).ToArray();
        for (var i = 0; i < deviations.Length; i++)
            deviations[i] = Math.Abs(deviations[i] - median);
        Array.Sort(deviations);
        var spread = Count == 0 ? double.NaN : 1.4826 * deviations[Count / 2];
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
    public void Clear() => (Count, _next, _stale) = (0, 0, true);

    /// <summary>The values, oldest first.</summary>
    public double[] ToArray() => [.. Enumerable.Range(0, Count).Select(At)];

    private double At(int i) => _values[IsFull ? (_next + i) % _values.Length : i];

    private void Sort()
    {
        if (!_stale)
            return;
        _values.AsSpan(0, Count).CopyTo(_sorted);
        _sorted.AsSpan(0, Count).Sort();
        _stale = false;
    }
}
