using System.Numerics;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number of any kind that operators take: integer, floating point, boolean or complex.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _imaginary;

    private Scalar(ValueKind kind, long bits, double imaginary = 0)
    {
        Kind = kind;
        Bits = bits;
        _imaginary = imaginary;
    }

    internal ValueKind Kind { get; }

    /// <summary>The integer, or the bits of the (real part's) double.</summary>
    internal long Bits { get; }

    public torch.ScalarType Type => Kind switch
    {
        ValueKind.Int => torch.ScalarType.Int64,
        ValueKind.Double => torch.ScalarType.Float64,
        ValueKind.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.ComplexFloat64,
    };

    public static implicit operator Scalar(byte value) => Integer(value);

    public static implicit operator Scalar(sbyte value) => Integer(value);

    public static implicit operator Scalar(short value) => Integer(value);

    public static implicit operator Scalar(int value) => Integer(value);

    public static implicit operator Scalar(long value) => Integer(value);

    public static implicit operator Scalar(Half value) => Real((double)value);

    public static implicit operator Scalar(float value) => Real(value);

    public static implicit operator Scalar(double value) => Real(value);

    public static implicit operator Scalar(bool value) => new(ValueKind.Bool, value ? 1 : 0);

    public static implicit operator Scalar((float, float) value) => new Complex(value.Item1, value.Item2);

    public static implicit operator Scalar(Complex value) => new(ValueKind.Complex, BitConverter.DoubleToInt64Bits(value.Real), value.Imaginary);

    /// <summary>A scalar holds no native memory: nothing happens.</summary>
    public void Dispose()
    {
    }

    internal static Scalar Real(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    internal static Scalar Integer(long value) => new(ValueKind.Int, value);

    internal double[] ComplexParts() => [BitConverter.Int64BitsToDouble(Bits), _imaginary];

    internal static unsafe Scalar FromResult(NativeValue value)
    {
        if (value.Kind != ValueKind.Complex)
            return new Scalar(value.Kind, value.Payload);
        var parts = (double*)value.Payload;
        Scalar result = new Complex(parts[0], parts[1]);
        Native.stb_free(parts);
        return result;
    }

    internal double AsDouble() => Kind switch
    {
        ValueKind.Double => BitConverter.Int64BitsToDouble(Bits),
        ValueKind.Complex when _imaginary == 0 => BitConverter.Int64BitsToDouble(Bits),
        ValueKind.Complex => throw new InvalidOperationException("A complex scalar with an imaginary part is not a real number."),
        _ => Bits,
    };

    internal long AsInt64() => Kind is ValueKind.Int or ValueKind.Bool ? Bits : (long)AsDouble();

    internal Complex AsComplex() => Kind == ValueKind.Complex ? new Complex(BitConverter.Int64BitsToDouble(Bits), _imaginary) : AsDouble();
}
