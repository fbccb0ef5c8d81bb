namespace StableModels.Benchmarks.Analyzers;

/// <summary>
/// What a rule or an analyzer took in one pass: its thread's processor time, to which the pauses of the server's garbage collector
/// do not belong, and what it allocated meanwhile. A pause is as long as all that the compiler keeps is large, and falls to whoever
/// happens to allocate next: a pass of twenty seconds has a dozen, of a fifth of a second each.
/// </summary>
internal sealed class Cost(string name, int ids)
{
    public string Name { get; } = name;

    /// <summary>How many ids are reported.</summary>
    public int Ids { get; } = ids;

    public long Bytes { get; private set; }

    public TimeSpan Time { get; private set; }

    public void Measure(Action action)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = ThreadTime.Now;
        action();
        Time += ThreadTime.Now - start;
        Bytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
    }
}
