namespace TorchSharp;

/// <summary>
/// The garbage collector sees a few dozen managed bytes per tensor, whatever the tensor holds. This counts the native memory of
/// larger ones and asks for a collection when it has doubled since the last: a loop without dispose scopes stays bounded.
/// </summary>
internal static class MemoryPressure
{
    internal const int SmallestCountedKilobytes = 64;
    private const long SmallestThresholdKilobytes = 256 * 1024;

    private static long s_kilobytes;
    private static long s_threshold = SmallestThresholdKilobytes;
    private static int s_collecting;

    internal static void Add(int kilobytes)
    {
        if (Interlocked.Add(ref s_kilobytes, kilobytes) > Volatile.Read(ref s_threshold))
            Collect();
    }

    internal static void Remove(int kilobytes) => Interlocked.Add(ref s_kilobytes, -kilobytes);

    private static void Collect()
    {
        if (Interlocked.Exchange(ref s_collecting, 1) != 0)
            return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Volatile.Write(ref s_threshold, Math.Max(SmallestThresholdKilobytes, 2 * Interlocked.Read(ref s_kilobytes)));
        Volatile.Write(ref s_collecting, 0);
    }
}
