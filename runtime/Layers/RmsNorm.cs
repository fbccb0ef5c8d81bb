using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// <c>x / √(mean(x²) + eps) * weight</c> over the last dimension (Zhang &amp; Sennrich 2019). The mean square is taken in FP32 whatever the input's type.
/// </summary>
/// <remarks>Shapes: [..., width] to the same shape and type. Parameter: <c>weight</c> [width].</remarks>
public sealed class RmsNorm : Layer
{
    private static readonly long[] LastDimension = [-1];

    /// <summary>Creates the norm with gains 1.</summary>
    /// <param name="width">Size of the last dimension.</param>
    /// <param name="eps">Added to the mean square; below 1e-5 it does not survive in half precision.</param>
    public RmsNorm(long width, double eps = 1e-5)
        : base(nameof(RmsNorm))
    {
        OutOfRange.ThrowIfBelow(width, 1);
        if (!(eps > 0) || !double.IsFinite(eps))
            throw new ArgumentOutOfRangeException(nameof(eps), eps, "eps keeps a row of zeros from becoming NaN: it must be positive, 1e-5 is usual.");
        Eps = eps;
        register_empty("weight", width);
        reset_parameters();
    }

    /// <summary>Added to the mean square.</summary>
    public double Eps { get; }

    /// <summary>The gains, [width].</summary>
    public Parameter weight
    {
        get => parameter("weight");
        set => replace_parameter("weight", value);
    }

    /// <summary>Sets every gain to 1.</summary>
    public void reset_parameters() => Initialization.Constant.One.Apply(weight);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var wide = input.Widened();
        var inverse = (wide * wide).mean(LastDimension, keepdim: true).add_(Eps).rsqrt();
        return Precision.Cast.To(wide * inverse * weight, input.dtype).MoveToOuterDisposeScope();
    }
}
