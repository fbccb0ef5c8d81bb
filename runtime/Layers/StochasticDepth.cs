using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Drops a residual branch for whole samples while training, and divides what is kept by the share kept, so that the mean stays (Huang et al. 2016).
/// </summary>
/// <remarks>Shapes: [batch, ...] to the same. Nothing happens in evaluation.</remarks>
public sealed class StochasticDepth : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="p">The share of samples whose branch is dropped; commonly rising linearly with depth, to 0.1 - 0.5 at the last block.</param>
    public StochasticDepth(double p)
        : base(nameof(StochasticDepth)) => P = Probability.Checked(p);

    /// <summary>The share of samples whose branch is dropped.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training || P <= 0)
            return input.alias();
        using var scope = NewDisposeScope();
        var shape = new long[input.dim()];
        Array.Fill(shape, 1);
        shape[0] = input.shape[0];
        var kept = empty(shape, input.dtype, input.device).bernoulli_(1 - P);
        return (input * kept.mul_(1 / (1 - P))).MoveToOuterDisposeScope();
    }
}
