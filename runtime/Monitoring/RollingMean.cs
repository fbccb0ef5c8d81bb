namespace StableModels.Monitoring;

/// <summary>The mean of the last values, for example of the share of the gradient that was clipped.</summary>
internal sealed class RollingMean(int window)
{
    private readonly double[] _values = new double[window];
    private int _next;

    /// <summary>How many values the mean is taken over.</summary>
    public int Count { get; private set; }

    /// <summary>Whether as many values as the window holds have been seen.</summary>
    public bool IsFull => Count == _values.Length;

    /// <summary>The mean; NaN before the first value. Added up anew, so that no rounding gathers.</summary>
    public double Value
    {
        get
        {
            double sum = 0;
            foreach (var value in _values.AsSpan(0, Count))
                sum += value;
            return sum / Count;
        }
    }

    /// <summary>Adds a value and drops the oldest when the window is full.</summary>
    public void Add(double value)
    {
        _values[_next] = value;
        _next = (_next + 1) % _values.Length;
        Count = Math.Min(Count + 1, _values.Length);
    }

    /// <summary>What the window holds, oldest first.</summary>
    public double[] ToArray() => IsFull ? [.. _values[_next..], .. _values[.._next]] : _values[..Count];

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, _next) = (0, 0);
}
