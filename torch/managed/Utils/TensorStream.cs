using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>TorchSharp's form of a tensor in a stream: LEB128 element type, rank and shape, then the elements' bytes.</summary>
internal static class TensorStream
{
    internal static void WriteTo(this Tensor tensor, BinaryWriter writer)
    {
        writer.Encode((long)tensor.dtype);
        var shape = tensor.shape;
        writer.Encode(shape.Length);
        foreach (var size in shape)
            writer.Encode(size);

        using var noGradient = no_grad();
        using var onHost = OnHost(tensor);
        using var dense = onHost.contiguous();
        writer.Write(dense.bytes);
        GC.KeepAlive(dense);
    }

    /// <summary>Reads into a tensor that is there, on whatever device.</summary>
    /// <exception cref="ArgumentException">Its type or shape is another.</exception>
    internal static void ReadFrom(this Tensor tensor, BinaryReader reader)
    {
        using var loaded = Read(reader);
        if (loaded.dtype != tensor.dtype)
        {
            throw new ArgumentException(
                $"Mismatched tensor data types while loading: {loaded.dtype} in the file, {tensor.dtype} in the model. Make sure that the model you are loading into is exactly the same as the origin.",
                nameof(reader));
        }

        var (saved, shape) = (loaded.shape, tensor.shape);
        if (!saved.AsSpan().SequenceEqual(shape))
        {
            throw new ArgumentException(
                $"Mismatched tensor shape while loading: [{string.Join(", ", saved)}] in the file, [{string.Join(", ", shape)}] in the model. Make sure that the model you are loading into is exactly the same as the origin.",
                nameof(reader));
        }

        using var noGradient = no_grad();
        tensor.copy_(loaded);
    }

    /// <exception cref="InvalidDataException">There is no tensor of any kind here.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within the tensor.</exception>
    internal static Tensor Read(BinaryReader reader)
    {
        var type = reader.Decode();
        var rank = reader.Decode();
        if (!Enum.IsDefined((ScalarType)type) || rank > 64)
            throw new InvalidDataException($"There is no tensor at this place of the stream (element type {type}, {rank} dimensions): the file is damaged or of another format.");

        var shape = new long[rank];
        for (var dimension = 0; dimension < rank; dimension++)
            shape[dimension] = reader.Decode();

        var result = empty(shape, dtype: (ScalarType)type, device: CPU);
        try
        {
            reader.BaseStream.ReadExactly(result.bytes);
        }
        catch
        {
            result.Dispose();
            throw;
        }

        return result;
    }

    private static Tensor OnHost(Tensor tensor)
        => tensor.device_type == DeviceType.CPU ? tensor.detach() : tensor.detach().to(CPU);
}
