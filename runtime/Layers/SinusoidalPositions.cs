using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Adds sines and cosines of each position: number 2i of position t is sin(t / 10000^(2i/width)), number 2i + 1 the cosine of the same (Vaswani et al. 2017).
/// </summary>
/// <remarks>Shapes: [..., time, width] to the same; any length. No parameters, nothing in the state dictionary.</remarks>
public sealed class SinusoidalPositions : Layer
{
    private readonly long _width;
    private readonly double _scale;
    private readonly PositionTable _table;

    /// <summary>Creates the layer.</summary>
    /// <param name="width">Size of the last dimension; even.</param>
    /// <param name="scale">
    /// A factor on the added numbers, whose mean square is 1/2. With embeddings of standard deviation 0.02, positions at scale 1 drown the tokens: scale them too.
    /// </param>
    public SinusoidalPositions(long width, double scale = 1)
        : base(nameof(SinusoidalPositions))
    {
        OutOfRange.ThrowIfBelow(width, 1);
        if (width % 2 != 0)
            throw new ArgumentException($"Sines and cosines come in pairs, so a width of {width} is one too many or too few: make it even.", nameof(width));
        if (!double.IsFinite(scale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale of the positions is a finite number.");
        _width = width;
        _scale = scale;
        _table = new PositionTable(Build);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.shape[^1] != _width)
            throw new ArgumentException($"Vectors of {input.shape[^1]} numbers came to positions of {_width}: make the layer for the width that it gets.", nameof(input));
        using var rows = _table.Get(input.shape[^2], input);
        return input + rows;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _table.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Build(long length)
    {
        var exponents = arange(0, _width / 2, ScalarType.Float64) * (-2.0 / _width);
        var frequencies = pow(tensor(10000.0, ScalarType.Float64), exponents);
        var angles = outer(arange(0, length, ScalarType.Float64), frequencies);
        return stack([angles.sin(), angles.cos()], -1).reshape(length, _width) * _scale;
    }
}
