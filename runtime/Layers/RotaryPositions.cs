using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Rotates pairs of numbers of each head by an angle that grows with the position, so that a score depends on the distance of two positions
/// (RoPE, Su et al. 2021). Pair i is numbers i and i + size/2 (GPT-NeoX's layout) and turns by t * base^(-2i/size).
/// </summary>
/// <remarks>Shapes: [..., time, size] to the same shape and type. No parameters; a rotation changes no norm. The half types are rotated in FP32.</remarks>
public sealed class RotaryPositions : Layer
{
    private readonly long _size;
    private readonly double _base;
    private readonly PositionTable _table;

    /// <summary>Creates the layer.</summary>
    /// <param name="size">Numbers per head; even.</param>
    /// <param name="rotaryBase">The base of the wave lengths.</param>
    public RotaryPositions(long size, double rotaryBase = 10000)
        : base(nameof(RotaryPositions))
    {
        OutOfRange.ThrowIfBelow(size, 1);
        if (size % 2 != 0)
            throw new ArgumentException($"Rotary positions turn pairs of numbers, so a head of {size} is one too many or too few: make width / heads even.");
        if (!(rotaryBase > 1) || !double.IsFinite(rotaryBase))
            throw new ArgumentOutOfRangeException(nameof(rotaryBase), rotaryBase, "The base of the wave lengths is a number above 1; 10000 is usual.");
        _size = size;
        _base = rotaryBase;
        _table = new PositionTable(Build);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.shape[^1] != _size)
            throw new ArgumentException($"Heads of {input.shape[^1]} numbers came to a rotation made for {_size}: make the layer for width / heads.", nameof(input));
        using var scope = NewDisposeScope();
        var length = input.shape[^2];
        var wide = input.Widened();
        var tables = _table.Get(length, wide);
        var cosines = tables.narrow(-1, 0, _size);
        var sines = tables.narrow(-1, _size, _size);
        var halves = wide.chunk(2, -1);
        var turned = cat([-halves[1], halves[0]], -1);
        var rotated = wide * cosines + turned * sines;
        return (input.dtype.IsHalf() ? rotated.to_type(input.dtype) : rotated).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _table.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>[length, 2 size]: cosines, then sines.</summary>
    private Tensor Build(long length)
    {
        var exponents = arange(0, _size / 2, ScalarType.Float64) * (-2.0 / _size);
        var frequencies = pow(tensor(_base, ScalarType.Float64), exponents);
        var angles = outer(arange(0, length, ScalarType.Float64), frequencies);
        var (cosine, sine) = (angles.cos(), angles.sin());
        return cat([cosine, cosine, sine, sine], -1);
    }
}
