namespace StableModels.Monitoring;

/// <summary>The mean of the last values, for example of the share of the gradient that was clipped.</summary>
internal sealed class RollingMean(int window)
{
    private readonly Queue<double> _values = new(window);

    /// <summary>How many values the mean is taken over.</summary>
    public int Count => _values.Count;

    /// <summary>Whether as many values as the window holds have been seen.</summary>
    public bool IsFull => _values.Count == window;

    /// <summary>The mean; NaN before the first value. Added up anew, so that no rounding gathers.</summary>
    public double Value => _values.Count == 0 ? double.NaN : _values.Sum() / _values.Count;

    /// <summary>Adds a value and drops the oldest when the window is full.</summary>
    public void Add(double value)
    {
        if (IsFull)
            _values.Dequeue();
        _values.Enqueue(value);
    }

    /// <summary>What the window holds, oldest first.</summary>
    public double[] ToArray() => [.. _values];

    /// <summary>Forgets everything.</summary>
    public void Clear() => _values.Clear();
}
