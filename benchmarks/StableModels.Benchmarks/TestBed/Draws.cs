namespace StableModels.Benchmarks.TestBed;

/// <summary>The random numbers of one batch. The same in every process, which <see cref="HashCode"/> is not.</summary>
internal static class Draws
{
    public static Random Of(int seed, long batch)
    {
        unchecked
        {
            // SplitMix64 (Steele, Lea and Flood, 2014): neighbouring numbers give unrelated seeds.
            var value = ((ulong)(uint)seed << 32) ^ (ulong)batch;
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return new Random((int)(value ^ (value >> 31)));
        }
    }
}
