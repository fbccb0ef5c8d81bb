using static TorchSharp.torch;

namespace TorchSharp;

// TorchSharp's own binary format: type, number of dimensions and sizes as LEB128 numbers, then the elements' bytes.
public static partial class TensorExtensionMethods
{
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        var shape = tensor.shape;
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (var size in shape)
            writer.Write7BitEncodedInt64(size);
        writer.Flush();
        tensor.WriteBytesToStream(writer.BaseStream);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        tensor.Save(writer);
        stream.Flush();
    }

    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>A tensor from a file in this format; null when it is to be skipped.</summary>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        var loaded = empty(shape, type, CPU);
        if (!skip)
        {
            loaded.ReadBytesFromStream(reader.BaseStream);
            return loaded;
        }

        loaded.Dispose();
        Skip(reader.BaseStream, shape.TotalSize() * type.ElementSize());
        return null!;
    }

    /// <summary>Reads into a tensor, whose type and shape the file must match.</summary>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (skip)
        {
            Skip(reader.BaseStream, shape.TotalSize() * type.ElementSize());
            return;
        }

        if (type != tensor.dtype)
            throw new ArgumentException($"The file holds a tensor of {type}, this one is of {tensor.dtype}.", nameof(reader));
        if (!shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"The file holds a tensor of shape [{string.Join(", ", shape)}], this one has shape [{string.Join(", ", tensor.shape)}].", nameof(reader));
        tensor.ReadBytesFromStream(reader.BaseStream);
    }

    /// <summary>Reads into a tensor, or makes one for null.</summary>
    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        if (tensor is null)
            tensor = Load(reader, skip);
        else
            tensor.Load(reader, skip);
    }

    private static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        var dimensions = reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined(type) || dimensions is < 0 or > 64)
            throw new InvalidDataException("This is no tensor in TorchSharp's format.");
        var shape = new long[dimensions];
        for (var n = 0; n < shape.Length; n++)
        {
            shape[n] = reader.Read7BitEncodedInt64();
            if (shape[n] < 0)
                throw new InvalidDataException("This is no tensor in TorchSharp's format.");
        }

        return (type, shape);
    }

    private static void Skip(Stream stream, long count)
    {
        if (stream.CanSeek)
        {
            stream.Seek(count, SeekOrigin.Current);
            return;
        }

        var buffer = new byte[4096];
        for (; count > 0; count -= buffer.Length)
            stream.ReadExactly(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)));
    }
}
