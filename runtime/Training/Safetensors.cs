using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): 8 bytes of header length, a JSON header with type, shape and place of every tensor, then
/// the raw little-endian data. PyTorch reads what this writes, and this reads what PyTorch writes.
/// </summary>
public static class Safetensors
{
    private const int LongestHeader = 100_000_000;
    private const long StretchElements = 1 << 24;
    private const string MetadataKey = "__metadata__";

    /// <summary>Writes tensors and flushes the file to the disk.</summary>
    /// <param name="path">The file; it is overwritten.</param>
    /// <param name="tensors">Any device; types FP64, FP32, FP16, BF16, integers, bool, and complex numbers of two FP32, which PyTorch's package reads from version 0.7 on.</param>
    /// <param name="metadata">Texts for the header's <c>__metadata__</c>.</param>
    /// <returns>The SHA-256 of the file's bytes as they were written.</returns>
    /// <exception cref="NotSupportedException">A tensor has a type that the format does not have, such as complex numbers of two FP64; the message names it.</exception>
    public static byte[] Save(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var header = Header(tensors, metadata);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        Append(length);
        Append(header);
        foreach (var (_, tensor) in tensors)
        {
            using var inner = NewDisposeScope();
            var own = tensor.detach();
            // A conjugate that is only marked as one would be written as what it is the conjugate of.
            var flat = (own.is_complex() ? own.resolve_conj() : own).cpu().contiguous().view(-1);
            for (long first = 0; first < flat.numel(); first += StretchElements)
            {
                Append(flat.narrow(0, first, Math.Min(StretchElements, flat.numel() - first)).bytes);
            }
        }

        file.Flush(flushToDisk: true);
        return hash.GetHashAndReset();

        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            file.Write(bytes);
        }
    }

    /// <summary>Reads all tensors to the CPU.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors, outside of dispose scopes: the caller disposes them; and the metadata.</returns>
    /// <exception cref="InvalidDataException">The file is not a whole, consistent safetensors file.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Load(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        var headerLength = file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(prefix) : ulong.MaxValue;
        if (headerLength > LongestHeader || (long)headerLength > file.Length - 8)
        {
            throw Broken(path, "its header is cut off");
        }

        var header = new byte[headerLength];
        file.ReadExactly(header);
        var dataStart = 8 + (long)headerLength;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (var entry in json.RootElement.EnumerateObject())
            {
                if (entry.NameEquals(MetadataKey))
                {
                    foreach (var item in entry.Value.EnumerateObject())
                    {
                        metadata.Add(item.Name, item.Value.GetString() ?? "");
                    }

                    continue;
                }

                tensors.Add(entry.Name, ReadTensor(path, file, dataStart, entry));
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or EndOfStreamException or ArgumentException)
        {
            Free(tensors);
            throw new InvalidDataException($"'{path}' is not a safetensors file: {exception.Message}", exception);
        }
        catch
        {
            Free(tensors);
            throw;
        }

        return (tensors, metadata);
    }

    private static Tensor ReadTensor(string path, FileStream file, long dataStart, JsonProperty entry)
    {
        var type = TypeOf(path, entry.Value.GetProperty("dtype").GetString());
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var offsets = entry.Value.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
        {
            throw Broken(path, $"'{entry.Name}' has {offsets.GetArrayLength()} data offsets instead of 2");
        }

        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || dataStart + end > file.Length || Array.Exists(shape, size => size < 0))
        {
            throw Broken(path, $"the data of '{entry.Name}' lies outside the file");
        }

        if (BytesOf(shape, SizeOf(type)) != end - begin)
        {
            throw Broken(path, $"the size of '{entry.Name}' does not match its shape");
        }

        var tensor = empty(shape, dtype: type, device: CPU).DetachFromDisposeScope();

        using var scope = NewDisposeScope();
        var flat = tensor.view(-1);
        file.Position = dataStart + begin;
        for (long first = 0; first < flat.numel(); first += StretchElements)
        {
            file.ReadExactly(flat.narrow(0, first, Math.Min(StretchElements, flat.numel() - first)).bytes);
        }

        return tensor;
    }

    private static byte[] Header(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (name, value) in metadata)
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, tensor) in tensors)
            {
                if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
                {
                    throw new NotSupportedException($"Safetensors keeps the name '{MetadataKey}' for itself. Give the tensor another.");
                }

                json.WriteStartObject(name);
                json.WriteString("dtype", NameOf(name, tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                var bytes = tensor.numel() * SizeOf(tensor.dtype);
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The data starts at a multiple of 8, as the format advises.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static string NameOf(string name, ScalarType type) => type switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Int16 => "I16",
        ScalarType.Int8 => "I8",
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        ScalarType.ComplexFloat32 => "C64",
        _ => throw new NotSupportedException($"Safetensors has no type for '{name}', which is {type}. {Instead(type)}"),
    };

    /// <summary>Refuses a tensor of a type that the format does not have.</summary>
    /// <exception cref="NotSupportedException">The message names it.</exception>
    internal static void RequireType(string name, ScalarType type) => NameOf(name, type);

    private static string Instead(ScalarType type) => type == ScalarType.ComplexFloat64
        ? "Convert it to ComplexFloat32, or keep its real and its imaginary part in two tensors."
        : "Convert it before saving.";

    private static ScalarType TypeOf(string path, string? name) => name switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "I16" => ScalarType.Int16,
        "I8" => ScalarType.Int8,
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        "C64" => ScalarType.ComplexFloat32,
        _ => throw Broken(path, $"its element type '{name}' is not supported"),
    };

    private static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };

    // -1 where the product does not fit: such a file cannot exist.
    private static long BytesOf(long[] shape, int elementSize)
    {
        var bytes = shape.Aggregate((Int128)elementSize, (product, size) => product > long.MaxValue ? product : product * size);
        return bytes > long.MaxValue ? -1 : (long)bytes;
    }

    private static InvalidDataException Broken(string path, string what) => new($"'{path}' is not a whole safetensors file: {what}.");

    private static void Free(Dictionary<string, Tensor> tensors)
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
