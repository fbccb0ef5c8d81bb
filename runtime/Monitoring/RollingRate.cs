namespace StableModels.Monitoring;

/// <summary>The share of the last steps for which something held, for example that the gradient was clipped.</summary>
public sealed class RollingRate
{
    /// <summary>A rate over the last <paramref name="window"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window is not positive.</exception>
    public RollingRate(int window = 200)
    {
        OutOfRange.ThrowIfBelow(window, 1);
        Steps = new(window);
    }

    /// <summary>How many steps the rate is taken over: fewer than the window at the start.</summary>
    public int Count => Steps.Count;

    /// <summary>Whether as many steps as the window holds have been seen.</summary>
    public bool IsFull => Steps.IsFull;

    /// <summary>The share in [0, 1]; 0 before the first step.</summary>
    public double Value => Count == 0 ? 0 : Steps.Value;

    /// <summary>The steps themselves: 1 where it held, 0 where not.</summary>
    internal RollingMean Steps { get; }

    /// <summary>Adds a step and drops the oldest when the window is full.</summary>
    public void Add(bool held) => Steps.Add(held ? 1 : 0);

    /// <summary>Forgets everything.</summary>
    public void Clear() => Steps.Clear();
}
