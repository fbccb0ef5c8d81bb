using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StableModels.Benchmarks;

/// <summary>
/// The processor time of the calling thread: what a virtual machine's host or another process takes meanwhile does not count. Where the system has no such clock
/// that is fine enough (outside Linux), the time that passes.
/// </summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2) on Linux

    public static TimeSpan Now
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return Stopwatch.GetElapsedTime(0);
            _ = clock_gettime(ThreadClock, out var time);
            return TimeSpan.FromTicks(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }

    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial int clock_gettime(int clock, out Timespec time);

    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
