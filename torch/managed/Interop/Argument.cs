using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>One argument of an operator call. What it refers to stays alive for as long as the argument does.</summary>
internal readonly struct Argument
{
    internal readonly object? Reference;
    internal readonly NativeValue Value;

    private Argument(object? reference, ValueKind kind, int length, long payload)
    {
        Reference = reference;
        Value.Kind = kind;
        Value.Length = length;
        Value.Payload = payload;
    }

    /// <summary>An absent optional argument.</summary>
    internal static Argument None => default;

    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? default : new(tensor, ValueKind.Tensor, 0, 0);

    public static implicit operator Argument(long value) => new(null, ValueKind.Int, 0, value);

    public static implicit operator Argument(long? value) => value is { } v ? v : None;

    public static implicit operator Argument(double value) => new(null, ValueKind.Double, 0, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } v ? v : None;

    public static implicit operator Argument(bool value) => new(null, ValueKind.Bool, 0, value ? 1 : 0);

    public static implicit operator Argument(bool? value) => value is { } v ? v : None;

    public static implicit operator Argument(ScalarType value) => new(null, ValueKind.Int, 0, (long)value);

    public static implicit operator Argument(ScalarType? value) => value is { } v ? v : None;

    public static implicit operator Argument(Device? device) =>
        device is null ? default : new(null, ValueKind.Device, 0, device.Packed);

    public static implicit operator Argument(Scalar? scalar) => scalar switch
    {
        null => default,
        { Kind: ValueKind.Complex } => new(scalar.ComplexParts(), ValueKind.Complex, 2, 0),
        _ => new(null, scalar.Kind, 0, scalar.Bits),
    };

    public static implicit operator Argument(Generator? generator) =>
        generator is null ? default : new(generator, ValueKind.Generator, 0, 0);

    public static implicit operator Argument(long[]? values) =>
        values is null ? default : new(values, ValueKind.IntList, values.Length, 0);

    public static implicit operator Argument(double[]? values) =>
        values is null ? default : new(values, ValueKind.DoubleList, values.Length, 0);

    public static implicit operator Argument(bool[]? values) =>
        values is null ? default : new(Array.ConvertAll(values, v => v ? 1L : 0L), ValueKind.BoolList, values.Length, 0);

    /// <summary>A list of tensors; a null item is an undefined tensor, or none where the schema's items are optional.</summary>
    public static implicit operator Argument(Tensor?[]? tensors) =>
        tensors is null ? default : new(tensors, ValueKind.TensorList, tensors.Length, 0);

    public static implicit operator Argument(string? text) =>
        text is null ? default : new(System.Text.Encoding.UTF8.GetBytes(text), ValueKind.String, System.Text.Encoding.UTF8.GetByteCount(text), 0);

    /// <summary>Bytes of scratch memory that the items need while the call runs: arrays can move, the scratch cannot.</summary>
    internal int ScratchBytes => Value.Kind switch
    {
        ValueKind.IntList or ValueKind.DoubleList or ValueKind.BoolList or ValueKind.TensorList or ValueKind.Complex => Value.Length * sizeof(long),
        ValueKind.String => (Value.Length + 7) & ~7,
        _ => 0,
    };

    /// <summary>Copies the items to scratch memory.</summary>
    internal unsafe void CopyItems(byte* scratch)
    {
        switch (Reference)
        {
            case long[] integers:
                integers.AsSpan().CopyTo(new Span<long>(scratch, integers.Length));
                break;
            case double[] doubles:
                doubles.AsSpan().CopyTo(new Span<double>(scratch, doubles.Length));
                break;
            case byte[] text:
                text.AsSpan().CopyTo(new Span<byte>(scratch, text.Length));
                break;
            case Tensor?[] tensors:
                for (var n = 0; n < tensors.Length; n++)
                    ((nint*)scratch)[n] = tensors[n] is { } tensor ? tensor.Handle : 0;
                break;
        }
    }
}
