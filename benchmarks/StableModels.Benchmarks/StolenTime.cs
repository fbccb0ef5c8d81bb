using System.Globalization;

namespace StableModels.Benchmarks;

/// <summary>How much of the processors' time a virtual machine's host gave to others: what makes two runs of one benchmark differ. Linux alone counts it.</summary>
internal sealed class StolenTime
{
    private const int Steal = 7; // of the "cpu" line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal (proc(5))

    private readonly long[] _before = Read();

    /// <summary>Says what share it was since this object was made; nothing where it is not known.</summary>
    public void Show()
    {
        var spent = Read().Zip(_before, (now, before) => now - before).ToArray();
        if (spent.Length > Steal && spent[..(Steal + 1)].Sum() is > 0 and var all)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the host gave {100.0 * spent[Steal] / all:F1} % of this machine's processor time to others meanwhile: the more, the less the times are worth"));
    }

    private static long[] Read() =>
        File.Exists("/proc/stat") ? [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(number => long.Parse(number, CultureInfo.InvariantCulture))] : [];
}
