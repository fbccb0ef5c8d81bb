namespace TorchSharp.Utils.EventFiles;

/// <summary>The Castagnoli checksum (RFC 3720, appendix B.4), and the masked form in which record files store it.</summary>
internal static class Crc32C
{
    private const uint Polynomial = 0x82f63b78;
    private static readonly uint[] table = MakeTable();

    internal static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Compute(data);
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    internal static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = (crc >> 8) ^ table[(byte)(crc ^ value)];
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var result = new uint[256];
        for (var index = 0u; index < result.Length; index++)
        {
            var entry = index;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
            result[index] = entry;
        }

        return result;
    }
}
