using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Layers;

/// <summary>
/// Divides a weight by its largest singular value (Miyato et al. 2018), estimated by power iteration: fifteen at the start, one at each training forward.
/// Input: the weight, flattened to [size 0, rest]. The layer that uses it then stretches no input by more than 1.
/// </summary>
/// <remarks>Buffers: <c>_u</c> [rows] and <c>_v</c> [columns], the singular vectors' estimates, in checkpoints. The gradient flows through the weight alone, as in PyTorch's parametrisation.</remarks>
public sealed class SpectralNorm : Layer
{
    private const int InitialIterations = 15;
    private readonly double _eps;

    /// <summary>Creates the estimate for this weight.</summary>
    /// <param name="weight">The weight as it starts, at least two dimensions.</param>
    /// <param name="eps">Keeps the normalisation of a zero vector finite.</param>
    public SpectralNorm(Tensor weight, double eps = 1e-12)
        : base(nameof(SpectralNorm))
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.dim() < 2)
            throw new ArgumentException($"A weight of {weight.dim()} dimension(s) is no matrix; spectral norms are for weights of two dimensions or more.", nameof(weight));
        _eps = eps;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var matrix = weight.reshape(weight.shape[0], -1);
        register_buffer("_u", F.normalize(randn_like(matrix.select(1, 0)), dim: 0, eps: eps).DetachFromDisposeScope());
        register_buffer("_v", F.normalize(randn_like(matrix.select(0, 0)), dim: 0, eps: eps).DetachFromDisposeScope());
        Iterate(matrix, InitialIterations);
    }

    /// <summary>The largest singular value, as estimated now: uᵀ W v.</summary>
    public Tensor Sigma(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var scope = NewDisposeScope();
        return Estimate(weight.reshape(weight.shape[0], -1)).MoveToOuterDisposeScope();
    }

    /// <summary>Starts the estimate over from this right vector.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="v">[columns]; normalised here.</param>
    /// <param name="iterations">Power iterations to run.</param>
    public void Restart(Tensor weight, Tensor v, int iterations)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(v);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Buffer("_v").copy_(F.normalize(v, dim: 0, eps: _eps));
        Iterate(weight.reshape(weight.shape[0], -1), iterations);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var matrix = input.reshape(input.shape[0], -1);
        if (training)
        {
            using var noGrad = no_grad();
            Iterate(matrix, 1);
        }

        return (input / Estimate(matrix)).MoveToOuterDisposeScope();
    }

    private void Iterate(Tensor matrix, int iterations)
    {
        var (u, v) = (Buffer("_u"), Buffer("_v"));
        for (var i = 0; i < iterations; i++)
        {
            u.copy_(F.normalize(matrix.mv(v), dim: 0, eps: _eps));
            v.copy_(F.normalize(matrix.t().mv(u), dim: 0, eps: _eps));
        }
    }

    // Copies, because the next forward iterates in place while this one's graph may still be alive.
    private Tensor Estimate(Tensor matrix) => Buffer("_u").clone().dot(matrix.mv(Buffer("_v").clone()));

    private Tensor Buffer(string name) => _internal_buffers[name].Item1;
}
