using System.Globalization;

namespace StableModels.Benchmarks;

/// <summary>The most memory that this process has held, as Linux counts it.</summary>
internal static class PeakMemory
{
    public static long Bytes
    {
        get
        {
            var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
        }
    }
}
