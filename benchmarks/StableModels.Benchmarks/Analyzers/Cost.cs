using System.Diagnostics;

namespace StableModels.Benchmarks.Analyzers;

/// <summary>What one rule took in one pass: the time, and what its thread allocated meanwhile.</summary>
internal sealed class RuleCost(string name, int ids)
{
    private long _ticks;

    public string Name { get; } = name;

    /// <summary>How many ids the rule reports.</summary>
    public int Ids { get; } = ids;

    public long Bytes { get; private set; }

    public TimeSpan Time => Stopwatch.GetElapsedTime(0, _ticks);

    public void Measure(Action examine)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        examine();
        _ticks += Stopwatch.GetTimestamp() - start;
        Bytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
    }
}
