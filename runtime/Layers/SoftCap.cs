using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// c tanh(x / c): the identity near 0 (slope 1), never beyond ±c. Gemma 2 caps attention scores at 50, before the mask, and final logits at 30.
/// </summary>
public sealed class SoftCap : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="cap">c, a positive number.</param>
    public SoftCap(double cap)
        : base(nameof(SoftCap))
    {
        if (!(cap > 0) || !double.IsFinite(cap))
            throw new ArgumentOutOfRangeException(nameof(cap), cap, "A soft cap is a positive number: 50 for attention scores, 30 for final logits.");
        Cap = cap;
    }

    /// <summary>The bound that the output never reaches.</summary>
    public double Cap { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Apply(input, Cap);

    /// <summary>c tanh(x / c) for any shape.</summary>
    public static Tensor Apply(Tensor input, double cap)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scaled = input * (1 / cap);
        using var bounded = scaled.tanh();
        return bounded * cap;
    }
}
