namespace TorchSharp.Utils;

/// <summary>Unsigned LEB128: seven bits a byte, the lowest first, the top bit set on all bytes but the last.</summary>
internal static class Leb128
{
    internal static void Encode(this BinaryWriter writer, long value)
    {
        if (value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "LEB128 encodes numbers that are not negative.");

        do
        {
            var low = (byte)(value & 0x7f);
            value >>= 7;
            writer.Write(value == 0 ? low : (byte)(low | 0x80));
        }
        while (value != 0);
    }

    internal static long Decode(this BinaryReader reader)
    {
        var result = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = reader.ReadByte();
            result |= (long)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return result;
        }

        throw new InvalidDataException("A LEB128 number that is longer than 63 bits: the file is damaged or of another format.");
    }
}
