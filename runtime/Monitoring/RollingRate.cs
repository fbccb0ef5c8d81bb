namespace StableModels.Monitoring;

/// <summary>The share of the last steps for which something held, for example that the gradient was clipped.</summary>
public sealed class RollingRate
{
    private readonly bool[] _window;
    private int _next;
    private int _held;

    /// <summary>A rate over the last <paramref name="window"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window is not positive.</exception>
    public RollingRate(int window = 200)
    {
        OutOfRange.ThrowIfBelow(window, 1);
        _window = new bool[window];
    }

    /// <summary>How many steps the rate is taken over: fewer than the window at the start.</summary>
    public int Count { get; private set; }

    /// <summary>Whether as many steps as the window holds have been seen.</summary>
    public bool IsFull => Count == _window.Length;

    /// <summary>The share in [0, 1]; 0 before the first step.</summary>
    public double Value => Count == 0 ? 0 : (double)_held / Count;

    /// <summary>Adds a step and drops the oldest when the window is full.</summary>
    public void Add(bool held)
    {
        if (IsFull)
            _held -= _window[_next] ? 1 : 0;
        else
            Count++;
        _window[_next] = held;
        _held += held ? 1 : 0;
        _next = (_next + 1) % _window.Length;
    }

    /// <summary>What the window holds, oldest step first.</summary>
    public bool[] ToArray() => [.. Enumerable.Range(0, Count).Select(i => _window[IsFull ? (_next + i) % _window.Length : i])];

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, _held, _next) = (0, 0, 0);
}
